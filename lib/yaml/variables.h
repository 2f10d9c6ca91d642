#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/error.h"

namespace loadtest {

/// What ${NAME} in a file stands for: what was given (--set NAME=VALUE), else the environment, else the file's own
/// default.
struct Variables {
  std::map<std::string, std::string, std::less<>> given;
  std::map<std::string, std::string, std::less<>> defaults{};
  std::map<std::string, std::string, std::less<>> hidden{};  // of the environment, out of which it was taken

  /// `text` with ${NAME} and ${NAME:-default} filled in; $${ stands for ${ itself. The names met go to `used`.
  /// Errors (config): a name without a value, or one that is not closed.
  Result<std::string> expand(std::string_view text, std::set<std::string, std::less<>>& used) const;
};

}  // namespace loadtest
