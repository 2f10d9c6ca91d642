#pragma once

#include <cstdint>
#include <string>

#include "wspp/connection.h"

namespace loadtest::wspp {

/// What is known about a session that is over.
struct SessionEnd {
  bool opened = false;
  bool asked = false;             // we called close()
  bool close_timeout = false;     // our close frame was not answered in time
  bool heard_anything = false;    // a byte came after the connection was made
  bool close_answered = false;    // our close frame went out in full
  std::uint16_t remote_code = 0;  // of close frames; 0 = none
  std::uint16_t local_code = 0;
  std::string remote_reason;
  std::string local_reason;
  std::string refusal;  // why we did not take the answer to our upgrade request; empty = we did
  int http_status = 0;  // of the answer to our upgrade request; 0 = none
  std::string http_reason;
  std::string failure_kind;  // of the transport; empty = it did not fail
  std::string failure_reason;
  std::string error;  // websocketpp's last word
};

/// Names the end: the most telling of what is known.
CloseInfo describe_end(const SessionEnd& end);

}  // namespace loadtest::wspp
