// The floor: what a WebSocket round trip costs a client that does nothing but the system calls. It frames one masked
// message beforehand, expects its echo to arrive in one piece, and reads the clock for each.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <vector>

#include "measure.h"

using namespace loadtest::bench;

namespace {

constexpr std::size_t echo_bytes = 2 + payload_bytes;

struct Peer {
  int fd = -1;
  std::size_t pending = 0;  // bytes of the echo still to come
  Clock::time_point sent{};
};

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

int open_connection(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) die("connect");
  const std::string request =
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) die("send");
  std::string answer;
  while (answer.find("\r\n\r\n") == std::string::npos) {
    char buffer[1024];
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) die("upgrade");
    answer.append(buffer, static_cast<std::size_t>(n));
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

std::string framed_message() {
  std::string frame = "\x82";
  frame += static_cast<char>(0x80 | payload_bytes);
  const char key[] = {0x12, 0x34, 0x56, 0x78};
  frame.append(key, sizeof key);
  for (std::size_t i = 0; i < payload_bytes; ++i) frame += static_cast<char>('x' ^ key[i % sizeof key]);
  return frame;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  const std::string frame = framed_message();
  const int epoll = ::epoll_create1(0);
  std::vector<Peer> peers(static_cast<std::size_t>(arguments.connections));
  for (Peer& peer : peers) {
    peer.fd = open_connection(arguments.port);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.ptr = &peer;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, peer.fd, &event);
  }
  const auto send_one = [&](Peer& peer, Clock::time_point now) {
    peer.sent = now;
    peer.pending = echo_bytes;
    if (::send(peer.fd, frame.data(), frame.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(frame.size())) die("send");
  };

  Tally tally;
  const Measurement measurement;
  const auto until =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(arguments.seconds));
  Clock::time_point now = Clock::now();
  for (Peer& peer : peers) send_one(peer, now);
  epoll_event events[256];
  char buffer[1024];
  while (now < until) {
    const int ready = ::epoll_wait(epoll, events, 256, 100);
    now = Clock::now();
    for (int i = 0; i < ready; ++i) {
      Peer& peer = *static_cast<Peer*>(events[i].data.ptr);
      const ssize_t n = ::recv(peer.fd, buffer, sizeof buffer, 0);
      if (n <= 0) die("recv");
      peer.pending -= static_cast<std::size_t>(n);
      if (peer.pending != 0) continue;
      now = Clock::now();
      tally.record(peer.sent, now);
      send_one(peer, now);
    }
  }
  measurement.print("epoll", arguments.connections, tally);
}
