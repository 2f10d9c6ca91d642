#pragma once

#include <chrono>

#include "core/instant.h"

namespace loadtest {

/// Unix time, of the millisecond that format_instant() shows: a result file knows no more.
inline double to_unix_seconds(Instant instant) {
  using namespace std::chrono;
  return duration<double>(floor<milliseconds>(instant.time_since_epoch())).count();
}

}  // namespace loadtest
