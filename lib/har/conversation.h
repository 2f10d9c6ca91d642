#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace loadtest {

/// A WebSocket connection as a browser recorded it.
struct Conversation {
  struct Message {
    bool sent = false, binary = false;
    double time_s = 0;  // Unix
    std::string data;   // of a binary message base64
  };
  std::string url;
  std::vector<std::string> subprotocols;
  std::vector<std::string> secrets;  // of headers and URL: they must not be shown wherever else they stand
  std::vector<Message> messages;
  std::size_t others = 0;  // connections in the file that are not this one
};

/// The connection with the most messages in a HAR file ("Save all as HAR" of DevTools). Errors (config): no JSON, no
/// HAR, no WebSocket messages in it.
Result<Conversation> read_har(std::string_view text, std::string_view name);
Result<Conversation> read_har_file(const std::string& path);

}  // namespace loadtest
