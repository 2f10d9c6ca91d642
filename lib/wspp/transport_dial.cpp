#include <cerrno>
#include <cstring>

#include "wspp/transport.h"

// How a Transport comes by its connection: addresses in turn, then the proxy, then TLS.

namespace loadtest::wspp {

void Transport::connect_to(const ClientTarget& target, std::uint64_t turn) {
  target_ = &target;
  turn_ = turn;
  secure_ = target.tls != nullptr;
}

void Transport::init(websocketpp::transport::init_handler handler) {
  init_handler_ = std::move(handler);
  phase_ = Phase::connecting;
  if (!server_) return try_next_address();
  set_socket_options(socket_.fd());
  if (!start_polling()) return fail_later(errno);
  ready();
}

bool Transport::start_polling() {
  polled_ = poller_->add(socket_.fd(), *this);
  return polled_;
}

void Transport::hang_up() {
  if (polled_) poller_->remove(*this);
  polled_ = false;
  socket_.close();
}

/// resume() tells it: nothing is told inside the call that starts us.
void Transport::fail_later(int error) {
  failure_ = std::make_unique<TransportFailure>(TransportFailure{failure_kind(error), std::strerror(error)});
  poller_->defer(*this);
}

void Transport::try_next_address() {
  const std::size_t count = target_->addresses.size();
  int error = EHOSTUNREACH;
  while (attempts_ < count) {
    if (try_address(target_->addresses[(turn_ + attempts_++) % count])) return;
    error = errno;
  }
  // Where an earlier attempt failed later than here, its failure stands.
  if (count == 0 || !failure_) return fail_later(error);
  poller_->defer(*this);
}

bool Transport::try_address(const boost::asio::ip::tcp::endpoint& address) {
  // Over each target's address the sources in turn, so that all pairs have equally many connections.
  const int fd = dial(address, target_->sources.pick(address.address().is_v4(), turn_ / target_->addresses.size()),
                      slow_ ? SlowReading::receive_buffer : 0);
  if (fd < 0) return false;
  socket_ = Socket(fd);
  if (start_polling()) return true;
  const int error = errno;
  hang_up();
  errno = error;
  return false;
}

void Transport::connected() {
  if (const int error = socket_error(socket_.fd()); error != 0) {
    hang_up();
    failure_ = std::make_unique<TransportFailure>(TransportFailure{failure_kind(error), std::strerror(error)});
    return try_next_address();
  }
  failure_.reset();
  if (!target_->proxy) return reached();
  tunnel_ = std::make_unique<ProxyTunnel>(*target_->proxy, target_->host, target_->port);
  phase_ = Phase::tunnelling;
}

void Transport::tunnel() {
  TlsFailure failure;
  const IoResult result = tunnel_->advance(socket_, failure);
  if (result.kind == IoResult::Kind::again) return;
  tunnel_.reset();
  if (result.kind == IoResult::Kind::failed) return fail(std::move(failure.kind), std::move(failure.reason));
  reached();
}

void Transport::reached() {
  connected_at_ = Clock::now();
  if (!target_->tls) return ready();
  tls_ = TlsSession::make(*target_->tls, target_->host, socket_);
  if (!tls_) return fail("tls handshake", "out of memory");
  phase_ = Phase::securing;
}

void Transport::secure() {
  TlsFailure failure;
  const IoResult result = tls_->handshake(failure);
  if (result.kind == IoResult::Kind::failed) return fail(std::move(failure.kind), std::move(failure.reason));
  if (result.kind != IoResult::Kind::done) return;
  secured_at_ = Clock::now();
  ready();
}

void Transport::ready() {
  phase_ = Phase::streaming;
  target_ = nullptr;
  const auto handler = std::move(init_handler_);
  init_handler_ = nullptr;
  about_to_speak();
  handler(ErrorCode());
}

}  // namespace loadtest::wspp
