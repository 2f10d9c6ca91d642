#include "tcp_session.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace loadtest {

namespace asio = boost::asio;

void TcpSession::open(SessionObserver& observer, TimePoint intended) {
  observer_ = &observer;
  intended_ = intended;
  dialled_ = Clock::now();
  const auto wire = life_.wire = std::make_shared<Wire>(shard_.io);
  wire->session = this;
  asio::async_connect(wire->socket, servers_, [wire](boost::system::error_code error, const auto&) {
    if (wire->session) wire->session->connected(error);
  });
}

void TcpSession::connected(boost::system::error_code error) {
  if (closing_) return;
  Sample sample{intended_, dialled_, Clock::now()};
  if (error) {
    sample.outcome = Outcome::failed;
    sample.error = shard_.errors.intern(error == asio::error::connection_refused ? "refused" : error.message());
    observer_->on_opened(sample);
    return observer_->on_closed();
  }
  connected_ = true;
  read();
  observer_->on_opened(sample);
}

void TcpSession::start(const StartOrder& order) {
  flight_ = order;
  waits_for_ = ++said_;
  Wire& wire = *life_.wire;
  wire.out = "line " + std::to_string(said_) + "\n";
  asio::async_write(wire.socket, asio::buffer(wire.out), [keep = life_.wire](boost::system::error_code, std::size_t) {
    // A broken connection is told by reading.
  });
}

void TcpSession::read() {
  const auto wire = life_.wire;
  asio::async_read_until(wire->socket, asio::dynamic_buffer(wire->in), '\n',
                         [wire](boost::system::error_code error, std::size_t size) {
                           if (!wire->session || wire->session->closing_) return;
                           if (error) return wire->session->lost("connection lost");
                           const std::string text = wire->in.substr(0, size);
                           wire->in.erase(0, size);
                           wire->session->read();
                           wire->session->line(text);
                         });
}

void TcpSession::line(std::string_view text) {
  // The number tells whose answer it is, so a late one cannot be taken for another's.
  if (!flight_ || text != "line " + std::to_string(waits_for_) + "\n")
    return observer_->on_late(flight_ ? flight_->operation : 1);
  const StartOrder order = *flight_;
  flight_.reset();
  const auto bytes = static_cast<std::uint32_t>(text.size());
  observer_->on_done(order.id,
                     {order.intended, order.sent, Clock::now(), order.operation, Outcome::ok, 0, bytes, bytes});
}

void TcpSession::lost(const std::string& kind) {
  connected_ = false;
  const ErrorId error = shard_.errors.intern(kind);
  if (const auto order = std::exchange(flight_, std::nullopt)) {
    observer_->on_done(order->id,
                       {order->intended, order->sent, Clock::now(), order->operation, Outcome::failed, error, 0, 0});
  }
  observer_->on_lost(error);
  observer_->on_closed();
}

Abandoned TcpSession::abandon(StartId, Outcome) {
  flight_.reset();
  return {.bytes_sent = static_cast<std::uint32_t>(life_.wire->out.size())};
}

void TcpSession::close() noexcept {
  closing_ = true;
  connected_ = false;
  flight_.reset();
  boost::system::error_code ignored;
  if (life_.wire) life_.wire->socket.close(ignored);
  asio::post(shard_.io, [wire = life_.wire] {
    if (wire && wire->session) wire->session->observer_->on_closed();
  });
}

}  // namespace loadtest
