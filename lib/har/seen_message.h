#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "har/conversation.h"

namespace loadtest {

/// A recorded message with what JSON it has in it.
struct SeenMessage {
  const Conversation::Message* message = nullptr;
  std::optional<boost::json::value> json{};      // where it is an object
  std::map<std::string, std::string> scalars{};  // by pointer, as text
  std::string type{};                            // empty where it has none

  bool sent() const { return message->sent; }
};

std::vector<SeenMessage> look_at(const Conversation&);

/// The pointer that most likely leads to the type of these messages; empty where none does.
std::string find_type_pointer(const std::vector<SeenMessage>&, bool sent);

/// The last key of a pointer.
std::string_view key_of(std::string_view pointer);

/// The message's text with places for what is another value each time; `{id}` at this pointer.
std::string template_of(const SeenMessage&, std::string_view id_pointer);

}  // namespace loadtest
