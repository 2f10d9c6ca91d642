#include "workloads/ws/ws_workload.h"

#include <fmt/format.h>

#include "core/units.h"
#include "workloads/ws/ws_operations.h"

namespace loadtest {

WsWorkload::WsWorkload(WsSettings settings) : settings_(std::move(settings)) {
  operations_.push_back({.name = "connect", .weight = 0, .warm_up_counts = true});
  for (const DialogueMessage& message : settings_.dialogue->messages) {
    operations_.push_back({.name = message.name, .weight = message.weight});
  }
  if (settings_.stream) {
    operations_.push_back({.name = "first_piece", .weight = 0});
    operations_.push_back({.name = "piece_gap", .weight = 0});
  }
  if (!settings_.reconnects) return;
  recover_operation_ = static_cast<OperationId>(operations_.size());
  operations_.push_back({.name = "recover", .weight = 0, .warm_up_counts = true});
}

std::optional<OperationId> WsWorkload::connect_operation() const { return connect_operation_id; }

Status WsWorkload::set_address(const std::string& url) {
  auto parsed = WsUrl::parse(url);
  if (!parsed) return fail(ErrorKind::internal, "the started target gave no address: " + parsed.error().message);
  settings_.url = std::move(*parsed);
  return {};
}

// Less than what was measured (docs/benchmarks.md), so that no run is refused that would fit.
std::uint64_t WsWorkload::memory_bytes(std::uint32_t users) const {
  constexpr std::uint64_t plain = 5 * 1024, over_tls = 20 * 1024, kernel = 2 * 1024;
  return users * (kernel + (settings_.tls != nullptr ? over_tls : plain));
}

Status WsWorkload::prepare(Remarks&) {
  auto found = find_addresses(settings_);
  if (!found) return tl::unexpected(found.error());
  addresses_ = std::move(*found);
  shortages_.watch_listen_queue(addresses_.here());
  return {};
}

void WsWorkload::clean_up(Remarks& remarks) noexcept { shortages_.tell(remarks); }

std::unique_ptr<SessionFactory> WsWorkload::attach(ShardContext shard) {
  wspp::ClientTarget target;
  target.addresses = addresses_.targets;
  target.sources = addresses_.sources;
  target.host = settings_.url.host;
  target.port = settings_.url.port;
  target.tls = settings_.tls;
  target.headers = settings_.headers;
  if (const auto& names = settings_.dialogue->subprotocols; !names.empty())
    target.headers.emplace_back("Sec-WebSocket-Protocol", fmt::format("{}", fmt::join(names, ", ")));
  const auto at_end = [this](const wspp::ReceiveTimes& times, const ReplyTally& replies) {
    const std::scoped_lock lock(at_end_mutex_);
    replies_.add(replies);
    receive_times_.by_kernel += times.by_kernel;
    receive_times_.by_reading += times.by_reading;
  };
  return std::make_unique<WsFactory>(settings_, std::move(target), shortages_, shard, at_end);
}

// Where the kernel does not say when an answer came, a generator that reads it late books its own delay on the target.
Facts WsWorkload::facts() const {
  Facts facts;
  const auto& [by_kernel, by_reading] = receive_times_;
  if (by_reading > 0) {
    facts.emplace_back("answers timed",
                       fmt::format("{} of {} when they were read: the kernel did not say when they came",
                                   show_count(by_reading), show_count(by_kernel + by_reading)));
  } else if (by_kernel > 0) {
    facts.emplace_back("answers timed", "by the kernel, as they came");
  }
  replies_.tell(facts, settings_.stream, settings_.dialogue->stall_after);
  return facts;
}

}  // namespace loadtest
