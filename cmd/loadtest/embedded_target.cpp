#include "loadtest/embedded_target.h"

#include <fmt/format.h>

#include "target/poll_until.h"

namespace loadtest {

namespace {

using namespace std::chrono_literals;

ServiceOrder order_for(const EmbeddedParts& parts) {
  ServiceOrder order{.what = "the reference backend", .options = {}, .addresses = {"ws"}, .stop_timeout = 5s};
  if (parts.with_db) {
    order.options = {"--with-db", "--db-max-connections", std::to_string(parts.db_max_connections)};
    order.addresses.emplace_back("db");
    order.stop_timeout = 20s;
  }
  return order;
}

}  // namespace

Result<std::unique_ptr<EmbeddedTarget>> EmbeddedTarget::start(const EmbeddedParts& parts) {
  const Nanos timeout = parts.with_db ? 60s : 10s;
  const TimePoint deadline = Clock::now() + timeout;
  auto service = ChildService::start(order_for(parts));
  if (!service) return tl::unexpected(service.error());
  while (target::poll_until((*service)->output(), deadline)) {
    const auto ready = (*service)->take_output();
    if (!ready) return tl::unexpected(ready.error());
    if (*ready) return std::unique_ptr<EmbeddedTarget>(new EmbeddedTarget(std::move(*service)));
  }
  return fail(ErrorKind::target, fmt::format("the reference backend was not ready within {} s", timeout / 1s));
}

}  // namespace loadtest
