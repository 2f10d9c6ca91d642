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
  Impl(std::shared_ptr<SessionContext> c, ServerObserver& o) : context(std::move(c)), observer(o) {}

  ConnectionObserver* requested(const std::string& resource) override { return observer.on_request(resource); }
  HttpAnswer asked(const std::string& resource) override { return observer.on_http(resource); }
  void opened(const std::shared_ptr<WebSocketSession>& session, ConnectionObserver* its) override {
    sessions.erase(session);
    observer.on_connection(its, session->handle());
  }
  void ended(const std::shared_ptr<WebSocketSession>& session) override { sessions.erase(session); }

  std::shared_ptr<SessionContext> context;
  ServerObserver& observer;
  std::unordered_set<std::shared_ptr<WebSocketSession>> sessions;
};

Upgrades::Upgrades(std::shared_ptr<SessionContext> context, ServerObserver& observer)
    : impl_(std::make_unique<Impl>(std::move(context), observer)) {}

Upgrades::~Upgrades() {
  const auto sessions = std::move(impl_->sessions);
  for (const auto& session : sessions) session->abandon();
}

void Upgrades::begin(int accepted_fd) {
  auto session = std::make_shared<WebSocketSession>(true, impl_->context);
  impl_->sessions.insert(session);
  session->accept(accepted_fd, *impl_);
}

}  // namespace loadtest::wspp
