#pragma once

#include <signal.h>

#include <initializer_list>

namespace loadtest::target {

/// These signals, as the calls that block them and wait for them take it.
inline sigset_t signal_set(std::initializer_list<int> numbers) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : numbers) sigaddset(&set, number);
  return set;
}

}  // namespace loadtest::target
