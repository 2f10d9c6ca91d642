#include "wspp/client.h"

#include "net/poller.h"
#include "wspp/session.h"

namespace loadtest::wspp {

struct Client::Impl {
  Impl(boost::asio::io_context& io, ClientTarget t)
      : target(std::move(t)), poller(net::Poller::make(io)), context(make_session_context(poller)) {}
  ~Impl() { poller->stop(); }

  ClientTarget target;
  std::shared_ptr<net::Poller> poller;
  std::shared_ptr<SessionContext> context;
};

Client::Client(boost::asio::io_context& io, ClientTarget target)
    : impl_(std::make_unique<Impl>(io, std::move(target))) {}

Client::~Client() = default;

ConnectionPtr Client::connect(ConnectionObserver& observer, const UpgradeRequest& request, std::uint64_t turn) {
  return open_session(impl_->context, impl_->target, observer, request, turn);
}

const ReceiveTimes& Client::receive_times() const { return receive_times_of(*impl_->context); }

}  // namespace loadtest::wspp
