#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest {

/// What a user does whose connection went away by itself. With `backoff` it waits before each attempt, twice as long
/// as before the last one, and by chance between half of that and all of it, so that those who were lost together do
/// not come back together. With `storm` they do: at once, and after an attempt that failed each `first` again.
struct ReconnectPolicy {
  enum class Kind : std::uint8_t { none, backoff, storm } kind = Kind::none;
  Nanos first{std::chrono::seconds(1)};
  Nanos longest{std::chrono::seconds(30)};  // of a backoff

  bool reconnects() const { return kind != Kind::none; }
  /// Before the attempt of this number, from 0. `bits` decide where chance does.
  Nanos wait(unsigned attempt, std::uint64_t bits) const;

  /// "none", "backoff", "storm", "backoff(1s,30s)". Errors: what is wrong with the text; the caller says where.
  static Result<ReconnectPolicy> parse(std::string_view text);
  /// As parse() reads it.
  std::string text() const;

  friend bool operator==(const ReconnectPolicy&, const ReconnectPolicy&) = default;
};

}  // namespace loadtest
