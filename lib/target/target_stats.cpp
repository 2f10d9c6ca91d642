#include "target/target_stats.h"

#include <fmt/format.h>

#include <algorithm>

namespace loadtest::target {

void TargetStats::opened() {
  ++connections_accepted;
  peak_open = std::max(peak_open, ++open);
}

void TargetStats::closed(bool clean) {
  --open;
  ++(clean ? closed_clean : closed_dirty);
}

std::string TargetStats::json() const {
  return fmt::format(
      R"({{"connections_accepted":{},"greeted":{},"open":{},"peak_open":{},"closed_clean":{},"closed_dirty":{},)"
      R"("chats_received":{},"chats_answered":{},"replies_late":{},"replies_dropped":{},"errors_sent":{},)"
      R"("closes_sent":{},"pings_received":{},"pongs_received":{},"echoes":{},"queries_started":{},)"
      R"("queries_answered":{},"queries_failed":{},"rows_read":{}}})",
      connections_accepted, greeted, open, peak_open, closed_clean, closed_dirty, chats_received, chats_answered,
      replies_late, replies_dropped, errors_sent, closes_sent, pings_received, pongs_received, echoes, queries_started,
      queries_answered, queries_failed, rows_read);
}

}  // namespace loadtest::target
