#include "workloads/ws/reply_tally.h"

#include <fmt/format.h>

#include "core/units.h"

namespace loadtest {

void ReplyTally::tell(Facts& facts, bool measured, Nanos stall_after) const {
  if (measured) {
    facts.emplace_back("streamed replies", show_count(streamed));
    if (streamed > 0) {
      const auto count = static_cast<double>(streamed);
      facts.emplace_back("pieces a reply", fmt::format("{:.1f}, at most {}", static_cast<double>(pieces) / count,
                                                       show_count(pieces_max)));
      facts.emplace_back("bytes a streamed reply",
                         fmt::format("{:.1f}, at most {}", static_cast<double>(bytes) / count, show_count(bytes_max)));
    }
    facts.emplace_back("streams that stalled",
                       fmt::format("{} (a gap over {})", show_count(stalled), format_duration(stall_after)));
    facts.emplace_back("streams that never ended", show_count(cut));
  }
  if (unclaimed > 0) facts.emplace_back("replies to no message that was sent", show_count(unclaimed));
}

}  // namespace loadtest
