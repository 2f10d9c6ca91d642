#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

namespace loadtest::pg::testing {

/// A descriptor, closed with it.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// A port of 127.0.0.1 that takes connections and never says a word, or, closed, refuses them.
class Silence {
 public:
  Silence() : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listening_.get(), reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listening_.get(), 64);
    ::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  void close() { listening_.close(); }
  /// The next that came, if there is one.
  Descriptor accept() { return Descriptor(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC)); }
  std::string port() const { return std::to_string(port_); }
  std::string conninfo() const { return "host=127.0.0.1 user=u dbname=d port=" + port(); }

 private:
  Descriptor listening_;
  std::uint16_t port_ = 0;
};

}  // namespace loadtest::pg::testing
