// As cheap a WebSocket echo server as can be, so that the client is what is measured: one thread, any path is upgraded,
// frames of up to 125 bytes are unmasked in place and sent back, each read with one write. Nothing is checked. A line
// on standard input is answered with what was counted. Told to be mute, it counts messages and answers none.
//   bench_echo_server [PORT [mute | CERTIFICATE KEY]]: any free port without one, TLS with a certificate
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "support/accept_key.h"

namespace {

struct Peer {
  int fd;
  SSL* tls = nullptr;
  bool open = false;
  std::string in{};
};

using loadtest::accept_key;

struct Counts {
  unsigned long long open = 0;  // connections upgraded and not yet closed
  unsigned long long messages = 0;
};
Counts counts;
bool mute = false;

void send_all(const Peer& peer, const char* from, std::size_t size) {
  if (size == 0) return;
  if (peer.tls != nullptr) {
    SSL_write(peer.tls, from, static_cast<int>(size));
  } else {
    (void)!::send(peer.fd, from, size, MSG_NOSIGNAL);
  }
}

/// Echoes the whole frames at the beginning of `data`; returns the bytes they take.
std::size_t echo(const Peer& peer, const char* data, std::size_t size) {
  char out[64 * 1024];
  std::size_t written = 0;
  std::size_t at = 0;
  while (size - at >= 6) {
    const std::size_t payload = static_cast<unsigned char>(data[at + 1]) & 0x7f;
    if (payload > 125 || size - at < 6 + payload) break;
    out[written++] = data[at];
    out[written++] = static_cast<char>(payload);
    for (std::size_t i = 0; i < payload; ++i)
      out[written++] = static_cast<char>(data[at + 6 + i] ^ data[at + 2 + i % 4]);
    at += 6 + payload;
    if ((out[written - payload - 2] & 0x08) == 0) ++counts.messages;  // neither close, ping nor pong
  }
  if (!mute) send_all(peer, out, written);
  return at;
}

void take(Peer& peer, const char* data, std::size_t size) {
  if (peer.open && peer.in.empty()) {
    const std::size_t used = echo(peer, data, size);
    peer.in.assign(data + used, size - used);
    return;
  }
  peer.in.append(data, size);
  if (peer.open) {
    peer.in.erase(0, echo(peer, peer.in.data(), peer.in.size()));
  } else if (const std::size_t end = peer.in.find("\r\n\r\n"); end != std::string::npos) {
    const std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        accept_key(peer.in) + "\r\n\r\n";
    send_all(peer, answer.data(), answer.size());
    peer.in.erase(0, end + 4);
    peer.in.shrink_to_fit();
    peer.open = true;
    ++counts.open;
  }
}

/// False where the peer is gone.
bool serve(Peer& peer) {
  char buffer[16 * 1024];
  if (peer.tls == nullptr) {
    const ssize_t n = ::recv(peer.fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n > 0) take(peer, buffer, static_cast<std::size_t>(n));
    return n > 0;
  }
  for (;;) {
    const int n = SSL_read(peer.tls, buffer, sizeof buffer);
    if (n <= 0) return SSL_get_error(peer.tls, n) == SSL_ERROR_WANT_READ;
    take(peer, buffer, static_cast<std::size_t>(n));
    if (SSL_has_pending(peer.tls) == 0) return true;
  }
}

void accept_one(int epoll, int listener, SSL_CTX* context) {
  const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto* peer = new Peer{fd};
  if (context != nullptr) {
    peer->tls = SSL_new(context);
    SSL_set_fd(peer->tls, fd);
    SSL_set_accept_state(peer->tls);
  }
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = peer;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/// Null where no certificate is given.
SSL_CTX* make_context(int argc, char** argv) {
  if (argc < 4) return nullptr;
  ::signal(SIGPIPE, SIG_IGN);  // SSL_write has no MSG_NOSIGNAL
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_read_ahead(context, 1);
  if (SSL_CTX_use_certificate_chain_file(context, argv[2]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) != 1) {
    std::fprintf(stderr, "cannot use the certificate %s with the key %s\n", argv[2], argv[3]);
    std::exit(1);
  }
  return context;
}

void leave(Peer* peer) {
  if (peer->open) --counts.open;
  ::close(peer->fd);
  SSL_free(peer->tls);
  delete peer;
}

/// Answers a line; false where there will be no more.
bool tell_counts() {
  char line[256];
  if (::read(STDIN_FILENO, line, sizeof line) <= 0) return false;
  std::printf("{\"open\": %llu, \"messages\": %llu}\n", counts.open, counts.messages);
  std::fflush(stdout);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  SSL_CTX* const context = make_context(argc, argv);
  const int port = argc > 1 ? std::atoi(argv[1]) : 0;  // 0 = any free one
  mute = argc > 2 && std::strcmp(argv[2], "mute") == 0;
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 || ::listen(listener, 4096) != 0) {
    std::perror("listen");
    return 1;
  }
  socklen_t size = sizeof at;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size);
  std::printf("{\"port\": %d}\n", ntohs(at.sin_port));
  std::fflush(stdout);
  const int epoll = ::epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  Peer input{STDIN_FILENO};
  event.data.ptr = &input;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);  // refused for files, which nobody types into
  epoll_event events[256];
  for (;;) {
    const int ready = ::epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < ready; ++i) {
      auto* peer = static_cast<Peer*>(events[i].data.ptr);
      if (peer == nullptr) {
        accept_one(epoll, listener, context);
      } else if (peer == &input) {
        if (!tell_counts()) ::epoll_ctl(epoll, EPOLL_CTL_DEL, STDIN_FILENO, nullptr);
      } else if (!serve(*peer)) {
        leave(peer);
      }
    }
  }
}
