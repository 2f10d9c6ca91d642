#pragma once

#include <cstdint>
#include <string>

#include "core/error.h"

namespace loadtest::target {

/// Holds a port for processes that will listen on it together, as long as this object lives.
class SharedPort {
 public:
  /// Port 0 = any free one. Errors (target): the address is in use, also by others that would share it, or not ours.
  static Result<SharedPort> take(const std::string& address, std::uint16_t port);
  ~SharedPort();
  SharedPort(SharedPort&& other) noexcept;
  SharedPort& operator=(SharedPort&&) = delete;

  std::uint16_t number() const { return number_; }

 private:
  SharedPort(int fd, std::uint16_t number) : fd_(fd), number_(number) {}

  int fd_;
  std::uint16_t number_;
};

}  // namespace loadtest::target
