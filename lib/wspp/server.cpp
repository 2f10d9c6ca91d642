#include "wspp/server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>

#include "net/poller.h"
#include "wspp/session.h"
#include "wspp/socket.h"

namespace loadtest::wspp {

namespace {

constexpr int backlog = 65'535;  // the kernel makes it net.core.somaxconn where that is less

// Out of descriptors, epoll does not tell again of those who wait: we look ourselves.
constexpr auto accept_again = std::chrono::milliseconds(100);

}  // namespace

struct Server::Impl final : net::Pollable {
  Impl(boost::asio::io_context& io, ServerObserver& o, ServerLimits l)
      : observer(o),
        limits(l),
        poller(net::Poller::make(io)),
        upgrades(make_session_context(poller), o, l.message_bytes),
        retry(io) {}

  ~Impl() {
    if (listening) poller->remove(*this);
    poller->stop();
  }

  void on_ready(std::uint32_t) override { accept_all(); }

  void accept_all() {
    for (;;) {
      const int fd = ::accept4(socket.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        if (upgrades.count() < limits.undecided) {
          upgrades.begin(fd);
        } else {
          ::close(fd);
        }
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        observer.on_full();
        return accept_later();
      } else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) {
        return;
      }
    }
  }

  void accept_later() {
    retry.expires_after(accept_again);
    retry.async_wait([this, alive = std::weak_ptr(lifetime)](const boost::system::error_code& error) {
      if (!error && !alive.expired()) accept_all();
    });
  }

  ServerObserver& observer;
  ServerLimits limits;
  std::shared_ptr<net::Poller> poller;
  Upgrades upgrades;
  Socket socket;
  boost::asio::steady_timer retry;
  std::shared_ptr<char> lifetime = std::make_shared<char>();  // a timer's handler may already be on its way
  bool listening = false;
};

Server::Server(boost::asio::io_context& io, ServerObserver& observer, ServerLimits limits)
    : impl_(std::make_unique<Impl>(io, observer, limits)) {}

Server::~Server() = default;

Status Server::listen(const boost::asio::ip::tcp::endpoint& at, bool shared) {
  const auto complain = [&at](const char* what) {
    return fail(ErrorKind::target,
                std::string(what) + " " + at.address().to_string() + ":" + std::to_string(at.port()) + ": " +
                    std::strerror(errno),
                "choose an address of this machine and a free port");
  };
  const int fd = ::socket(at.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return complain("cannot make a socket for");
  Socket socket(fd);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (shared) ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (::bind(fd, at.data(), static_cast<socklen_t>(at.size())) != 0) return complain("cannot listen on");
  if (::listen(fd, backlog) != 0 || !impl_->poller->add(fd, *impl_)) return complain("cannot listen on");
  impl_->socket = std::move(socket);
  impl_->listening = true;
  return {};
}

std::size_t Server::undecided() const { return impl_->upgrades.count(); }

std::uint16_t Server::port() const {
  boost::asio::ip::tcp::endpoint at;
  auto size = static_cast<socklen_t>(at.capacity());
  if (::getsockname(impl_->socket.fd(), at.data(), &size) != 0) return 0;
  at.resize(size);
  return at.port();
}

}  // namespace loadtest::wspp
