#pragma once

#include <string>
#include <tl/expected.hpp>

namespace loadtest {

/// Why something could not be handed over, and whether it is worth trying again.
struct SendFailure {
  std::string why;  // as the receiver said it
  bool retry = true;
};
using Sending = tl::expected<void, SendFailure>;

}  // namespace loadtest
