#include "wspp/session.h"

#include <unordered_set>

#include "wspp/websocket_session.h"

namespace loadtest::wspp {

ConnectionPtr open_session(const std::shared_ptr<SessionContext>& context, const ClientTarget& target,
                           ConnectionObserver& observer, const UpgradeRequest& request, std::uint64_t turn) {
  const auto session = std::make_shared<WebSocketSession>(false, context);
  session->open(target, observer, request, turn);
  return session->handle();
}

struct Upgrades::Impl final : SessionKeeper {
  Impl(std::shared_ptr<SessionContext> c, ServerObserver& o, std::size_t m)
      : context(std::move(c)), observer(o), message_bytes_max(m) {}

  ConnectionObserver* requested(const HttpRequest& request) override { return observer.on_request(request); }
  HttpAnswer asked(const HttpRequest& request) override { return observer.on_http(request); }
  void opened(const std::shared_ptr<WebSocketSession>& session, ConnectionObserver* its) override {
    sessions.erase(session);
    observer.on_connection(its, session->handle());
  }
  void ended(const std::shared_ptr<WebSocketSession>& session) override { sessions.erase(session); }

  std::shared_ptr<SessionContext> context;
  ServerObserver& observer;
  std::size_t message_bytes_max;
  std::unordered_set<std::shared_ptr<WebSocketSession>> sessions;
};

Upgrades::Upgrades(std::shared_ptr<SessionContext> context, ServerObserver& observer, std::size_t message_bytes_max)
    : impl_(std::make_unique<Impl>(std::move(context), observer, message_bytes_max)) {}

std::size_t Upgrades::count() const { return impl_->sessions.size(); }

Upgrades::~Upgrades() {
  const auto sessions = std::move(impl_->sessions);
  for (const auto& session : sessions) session->abandon();
}

void Upgrades::begin(int accepted_fd) {
  auto session = std::make_shared<WebSocketSession>(true, impl_->context);
  impl_->sessions.insert(session);
  session->set_max_message_size(impl_->message_bytes_max);
  session->accept(accepted_fd, *impl_);
}

}  // namespace loadtest::wspp
