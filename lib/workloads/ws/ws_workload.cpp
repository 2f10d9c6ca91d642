#include "workloads/ws/ws_workload.h"

#include <fmt/format.h>

#include "core/units.h"
#include "net/resolve.h"
#include "workloads/ws/ws_operations.h"

namespace loadtest {

WsWorkload::WsWorkload(WsSettings settings) : settings_(std::move(settings)) {
  operations_.push_back({.name = "connect", .weight = 0, .warm_up_counts = true});
  for (const DialogueMessage& message : settings_.dialogue->messages) {
    operations_.push_back({.name = message.name, .weight = message.weight});
  }
  beside_ = add_beside({.tls = settings_.tls != nullptr,
                        .greeting = settings_.dialogue->greets,
                        .pieces = settings_.stream,
                        .recover = settings_.reconnects,
                        .bad_tokens = settings_.bad_tokens.users().any()},
                       operations_);
}

void WsWorkload::hold_back(std::uint32_t) {
  held_back_ = settings_.bad_tokens.users().any();
  settings_.bad_tokens = {};
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

Status WsWorkload::prepare(Remarks& remarks) {
  if (held_back_) remarks.warnings.emplace_back("guarded: nobody comes with a bad token (--bad-tokens)");
  auto found = find_addresses(settings_);
  if (!found) return tl::unexpected(found.error());
  addresses_ = std::move(*found);
  shortages_.watch_listen_queue(addresses_.here());
  settings_.tokens.mint_ahead(settings_.segment, settings_.users, std::chrono::system_clock::now());
  return {};
}

void WsWorkload::clean_up(Remarks& remarks) noexcept { shortages_.tell(remarks); }

std::unique_ptr<SessionFactory> WsWorkload::attach(ShardContext shard) {
  wspp::ClientTarget target = target_of(settings_);
  target.addresses = addresses_.targets;
  target.sources = addresses_.sources;
  const auto at_end = [this](const wspp::ReceiveTimes& times, const ReplyTally& replies, WsNotes notes) {
    notes_.add(std::move(notes));
    const std::scoped_lock lock(at_end_mutex_);
    replies_.add(replies);
    receive_times_.by_kernel += times.by_kernel;
    receive_times_.by_reading += times.by_reading;
  };
  return std::make_unique<WsFactory>(settings_, beside_, std::move(target), shortages_, shard, at_end);
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
  const std::string& host = settings_.proxy ? settings_.proxy->host : settings_.url.host;
  if (const auto took = net::look_up_time(host)) {
    facts.emplace_back("name looked up", fmt::format("once for all users, in {:.1f} ms", to_millis(*took)));
  }
  replies_.tell(facts, settings_.stream, settings_.dialogue->stall_after);
  return facts;
}

}  // namespace loadtest
