#include "wspp/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace loadtest::wspp {

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this == &other) return *this;
  close();
  fd_ = std::exchange(other.fd_, -1);
  drained_ = other.drained_;
  ends_ = other.ends_;
  stamped_ = other.stamped_;
  stamp_ = other.stamp_;
  return *this;
}

void Socket::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void Socket::readable(bool ends) {
  drained_ = false;
  ends_ = ends_ || ends;
}

IoResult Socket::read(char* into, std::size_t size) {
  if (drained_) return {};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(timespec))];
  iovec part{into, size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t n = 0;
  do {
    n = ::recvmsg(fd_, &message, 0);
  } while (n < 0 && errno == EINTR);
  if (n == 0) return {IoResult::Kind::end, 0, 0};
  if (n < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK) return {IoResult::Kind::failed, 0, errno};
    drained_ = true;
    return {};
  }
  // A short read has emptied the socket, and what comes later makes a new edge (epoll(7)).
  if (static_cast<std::size_t>(n) < size && !ends_) drained_ = true;
  const cmsghdr* c = CMSG_FIRSTHDR(&message);
  stamped_ = c != nullptr && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS;
  if (stamped_) std::memcpy(&stamp_, CMSG_DATA(c), sizeof stamp_);
  return {IoResult::Kind::done, static_cast<std::size_t>(n), 0};
}

IoResult Socket::write(const iovec* parts, std::size_t count) {
  ssize_t n = 0;
  do {
    if (count == 1) {
      n = ::send(fd_, parts->iov_base, parts->iov_len, MSG_NOSIGNAL);
    } else {
      msghdr message{};
      message.msg_iov = const_cast<iovec*>(parts);
      message.msg_iovlen = count;
      n = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
    }
  } while (n < 0 && errno == EINTR);
  if (n >= 0) return {IoResult::Kind::done, static_cast<std::size_t>(n), 0};
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
  return {IoResult::Kind::failed, 0, errno};
}

void set_socket_options(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

int dial(const boost::asio::ip::tcp::endpoint& to, const boost::asio::ip::address* from, int receive_buffer) {
  const int fd = ::socket(to.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (fd < 0) return -1;
  set_socket_options(fd);
  // Before connecting, which tells the other end how much it may send at once.
  if (receive_buffer > 0) ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  bool ok = true;
  if (from != nullptr) {
    // Without this the port is taken at bind(), when the kernel cannot know yet that other targets leave it free.
    const int on = 1;
    ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const boost::asio::ip::tcp::endpoint local(*from, 0);
    ok = ::bind(fd, local.data(), static_cast<socklen_t>(local.size())) == 0;
  }
  ok = ok && (::connect(fd, to.data(), static_cast<socklen_t>(to.size())) == 0 || errno == EINPROGRESS);
  if (ok) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

int socket_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

std::string failure_kind(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "refused";
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
      return "unreachable";
    case ETIMEDOUT:
      return "connect timeout";
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
      return "reset";
    case EADDRNOTAVAIL:
    case EADDRINUSE:
      return "no local port";
    case EMFILE:
    case ENFILE:
      return "no descriptor";
    default:
      return "socket error";
  }
}

}  // namespace loadtest::wspp
