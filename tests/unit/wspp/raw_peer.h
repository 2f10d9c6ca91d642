#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/accept_key.h"

namespace loadtest::wspp::testing {

/// A blocking socket for peers that misbehave on purpose. Every wait ends after ten seconds.
class RawSocket {
 public:
  explicit RawSocket(int fd) : fd_(fd) {
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~RawSocket() { close(); }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  int fd() const { return fd_; }
  void send(const std::string& bytes) { ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  /// Reads until the end of the peer's headers (and what came with them).
  std::string read_head() {
    std::string all;
    while (all.find("\r\n\r\n") == std::string::npos && read_more(all)) {
    }
    return all;
  }
  std::string read_exactly(std::size_t size) {
    std::string all(size, '\0');
    const ssize_t n = ::recv(fd_, all.data(), size, MSG_WAITALL);
    all.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    return all;
  }
  std::string read_to_end() {
    std::string all;
    while (read_more(all)) {
    }
    return all;
  }
  /// Answers an upgrade request; returns it.
  std::string accept_upgrade(const std::string& and_then = {}) {
    std::string head = read_head();
    send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         accept_key(head) + "\r\n\r\n" + and_then);
    return head;
  }
  void reset() {
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  bool read_more(std::string& all) {
    char buffer[4096];
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n > 0) all.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }
  int fd_;
};

/// Listens on loopback and gives one connection to a script, in a thread of its own.
class RawPeer {
 public:
  explicit RawPeer(std::function<void(RawSocket&)> script) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(listener_.fd(), reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(listener_.fd(), 5) != 0 ||
        ::getsockname(listener_.fd(), reinterpret_cast<sockaddr*>(&at), &size) != 0) {
      throw std::runtime_error("no listener");
    }
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this, script = std::move(script)] {
      RawSocket peer(::accept(listener_.fd(), nullptr, nullptr));
      if (peer.fd() >= 0) script(peer);
    });
  }
  ~RawPeer() { thread_.join(); }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  RawSocket listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

/// A connected RawSocket.
inline int connect_raw(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(port);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) throw std::runtime_error("no connection");
  return fd;
}

}  // namespace loadtest::wspp::testing
