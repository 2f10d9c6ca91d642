#pragma once

#include <sys/random.h>

#include <cstdint>

#include "core/random.h"

namespace loadtest::wspp {

/// Masking keys and handshake nonces: a fast generator, seeded from the system once. Masks guard proxies against being
/// fed requests by a browser's scripts, which we do not run, so nobody needs to be unable to predict them.
class MaskSource {
 public:
  MaskSource() : random_(seed()) {}
  std::uint32_t operator()() { return static_cast<std::uint32_t>(random_.next() >> 32); }

 private:
  static std::uint64_t seed() {
    std::uint64_t value = 0;
    if (::getrandom(&value, sizeof value, GRND_NONBLOCK) != sizeof value)
      value = reinterpret_cast<std::uintptr_t>(&value);
    return value;
  }

  Random random_;
};

}  // namespace loadtest::wspp
