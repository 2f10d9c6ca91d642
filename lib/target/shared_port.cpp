#include "target/shared_port.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

namespace loadtest::target {

namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;

/// A bound socket, or -1 with errno set. `at` learns its port.
int bind_at(Endpoint& at, int option) {
  const int fd = ::socket(at.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  auto size = static_cast<socklen_t>(at.capacity());
  if (::setsockopt(fd, SOL_SOCKET, option, &on, sizeof on) == 0 &&
      ::bind(fd, at.data(), static_cast<socklen_t>(at.size())) == 0 && ::getsockname(fd, at.data(), &size) == 0) {
    return fd;
  }
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

}  // namespace

Result<SharedPort> SharedPort::take(const std::string& address, std::uint16_t port) {
  Endpoint at(boost::asio::ip::make_address(address), port);
  // Alone first: whoever listens there with SO_REUSEPORT would otherwise share our users.
  int fd = bind_at(at, SO_REUSEADDR);
  if (fd >= 0) {
    ::close(fd);
    fd = bind_at(at, SO_REUSEPORT);
  }
  if (fd >= 0) return SharedPort(fd, at.port());
  return fail(ErrorKind::target,
              "cannot listen on " + address + ":" + std::to_string(at.port()) + ": " + std::strerror(errno),
              "choose an address of this machine and a free port");
}

SharedPort::~SharedPort() {
  if (fd_ >= 0) ::close(fd_);
}

SharedPort::SharedPort(SharedPort&& other) noexcept : fd_(std::exchange(other.fd_, -1)), number_(other.number_) {}

}  // namespace loadtest::target
