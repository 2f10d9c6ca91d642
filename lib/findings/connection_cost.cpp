#include "findings/connection_cost.h"

#include "findings/track_figures.h"

namespace loadtest {

namespace {

double seconds_in(const OperationStats* stats) {
  return stats == nullptr ? 0 : static_cast<double>(stats->response.sum_ns()) / 1e9;
}

}  // namespace

bool ConnectionCost::churns() const {
  constexpr double each_message_min = 0.2, share_min = 0.2, connect_ms_min = 2;
  return each_message() >= each_message_min && share() >= share_min && connect_ms >= connect_ms_min;
}

std::optional<ConnectionCost> connection_cost(const TrackResult& track) {
  constexpr std::uint64_t connects_min = 20;
  const OperationStats* const connects = totals_of(track, "connect");
  const OperationStats messages = started_totals(track);
  if (track.workload != "ws" || connects == nullptr || connects->tally.ok < connects_min || messages.tally.ok == 0)
    return std::nullopt;
  // Users who stay connect once: that they connected is no churn, however short the run.
  const bool again = track.by_sessions || connects->tally.ok > track.users.peak + connects_min;
  if (!again) return std::nullopt;
  ConnectionCost cost{.connects = static_cast<double>(connects->tally.ok),
                      .messages = static_cast<double>(messages.tally.ok),
                      .connecting_s = seconds_in(connects),
                      .served_s = static_cast<double>(messages.service.sum_ns()) / 1e9,
                      .connect_ms = to_millis(connects->response.percentile(0.5))};
  if (cost.connecting_s <= 0) return std::nullopt;
  const auto share = [&](const char* step) { return seconds_in(totals_of(track, step)) / cost.connecting_s; };
  cost.tcp = share("tcp");
  cost.tls = share("tls");
  cost.upgrade = share("upgrade");
  cost.greeting = share("greeting");
  if (const OperationStats* const tls = totals_of(track, "tls")) cost.tls_ms = to_millis(tls->response.percentile(0.5));
  return cost;
}

}  // namespace loadtest
