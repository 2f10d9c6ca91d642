#pragma once

#include <sys/uio.h>
#include <time.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace loadtest::wspp {

/// What became of one read or write.
struct IoResult {
  enum class Kind : std::uint8_t { done, again, end, failed };
  Kind kind = Kind::again;
  std::size_t bytes = 0;
  int error = 0;  // errno where failed
};

/// A connected TCP descriptor for edge-triggered use, without a system call that epoll has shown to be needless.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() { close(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket& operator=(Socket&& other) noexcept;

  int fd() const { return fd_; }
  void close();
  /// There may be something to read; `ends` where the peer has hung up as well, so that reading goes on to the end.
  void readable(bool ends);
  /// Whether all that epoll told of was read.
  bool drained() const { return drained_; }
  IoResult read(char* into, std::size_t size);
  IoResult write(const iovec* parts, std::size_t count);

  /// When the kernel had the last byte read (CLOCK_REALTIME), or null where it did not say.
  const timespec* received() const { return stamped_ ? &stamp_ : nullptr; }

 private:
  int fd_ = -1;
  bool drained_ = true;
  bool ends_ = false;
  bool stamped_ = false;
  timespec stamp_{};
};

/// Options that every WebSocket socket has: no Nagle, kernel receive timestamps.
void set_socket_options(int fd);

/// A socket that connects, nonblocking, or -1 with errno set. `from` may be null. `receive_buffer` = bytes that the
/// kernel takes before the other end must wait; 0 = as many as it thinks fit.
int dial(const boost::asio::ip::tcp::endpoint& to, const boost::asio::ip::address* from, int receive_buffer = 0);

/// The outcome of a connect() that was under way: 0 or errno.
int socket_error(int fd);

/// The kind under which a system error is counted, "refused" and so on.
std::string failure_kind(int error);

}  // namespace loadtest::wspp
