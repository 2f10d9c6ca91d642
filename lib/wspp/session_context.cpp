#include "wspp/session_context.h"

#include "wspp/session.h"

namespace loadtest::wspp {

std::shared_ptr<SessionContext> make_session_context(std::shared_ptr<net::Poller> poller) {
  auto context = std::make_shared<SessionContext>();
  context->poller = std::move(poller);
  return context;
}

const ReceiveTimes& receive_times_of(const SessionContext& context) { return context.receive_times; }

}  // namespace loadtest::wspp
