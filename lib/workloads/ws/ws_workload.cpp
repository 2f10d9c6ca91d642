#include "workloads/ws/ws_workload.h"

#include <fmt/format.h>

#include "core/units.h"
#include "net/resolve.h"
#include "workloads/ws/ws_operations.h"
#include "wspp/probe.h"

namespace loadtest {

WsWorkload::WsWorkload(WsSettings settings) : settings_(std::move(settings)) {
  operations_.push_back({.name = "connect", .weight = 0, .warm_up_counts = true});
  for (const DialogueMessage& message : settings_.dialogue->messages) operations_.push_back({.name = message.name});
}

std::optional<OperationId> WsWorkload::connect_operation() const { return connect_operation_id; }

Status WsWorkload::set_address(const std::string& url) {
  auto parsed = WsUrl::parse(url);
  if (!parsed) return fail(ErrorKind::internal, "the started target gave no address: " + parsed.error().message);
  settings_.url = std::move(*parsed);
  return {};
}

Status WsWorkload::prepare(Remarks&) {
  const auto resolved = net::resolve(settings_.url.host, settings_.url.port);
  if (!resolved) return tl::unexpected(resolved.error());
  auto reached = wspp::probe(*resolved, settings_.url.host, settings_.tls.get(), settings_.connect_timeout);
  if (!reached) return tl::unexpected(reached.error());
  addresses_ = std::move(*reached);
  return {};
}

std::unique_ptr<SessionFactory> WsWorkload::attach(ShardContext shard) {
  wspp::ClientTarget target;
  target.addresses = addresses_;
  target.host = settings_.url.host;
  target.port = settings_.url.port;
  target.tls = settings_.tls;
  target.headers = settings_.headers;
  return std::make_unique<WsFactory>(settings_, std::move(target), shard, [this](const wspp::ReceiveTimes& times) {
    const std::scoped_lock lock(receive_times_mutex_);
    receive_times_.by_kernel += times.by_kernel;
    receive_times_.by_reading += times.by_reading;
  });
}

// Where the kernel does not say when an answer came, a generator that reads it late books its own delay on the target.
Facts WsWorkload::facts() const {
  const auto& [by_kernel, by_reading] = receive_times_;
  if (by_kernel + by_reading == 0) return {};
  if (by_reading == 0) return {{"answers timed", "by the kernel, as they came"}};
  return {{"answers timed", fmt::format("{} of {} when they were read: the kernel did not say when they came",
                                        show_count(by_reading), show_count(by_kernel + by_reading))}};
}

}  // namespace loadtest
