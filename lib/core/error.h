#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace loadtest {

/// What kind of thing went wrong before or around a run; it picks the exit code.
enum class ErrorKind : std::uint8_t { usage, config, guarded, target, internal };

/// One line for the user: what was wrong and where, and what to try.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string hint;

  std::string line() const { return hint.empty() ? message : message + " (" + hint + ")"; }
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// Everything that is wrong with one command or file, so that it can be told at once.
using Problems = std::vector<Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(message), std::move(hint)});
}

}  // namespace loadtest
