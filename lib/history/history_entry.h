#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/segment_sum.h"
#include "core/instant.h"
#include "judge/criteria.h"
#include "report/report.h"

namespace loadtest {

/// One figure of a run: a measure of what the load consists of, or what a criterion looks at.
struct HistoryValue {
  std::string subject;                      // "ws.chat p95", or a criterion's expression
  std::string unit;                         // "ms", "share", "1/s", "count", "ratio"
  std::optional<double> value;              // none where there were no data
  std::optional<CriterionStatus> status{};  // of a criterion
};

/// What the history keeps of one result file.
struct HistoryEntry {
  std::string file;  // within the folder
  std::uint64_t size = 0;
  std::int64_t changed_ns = 0;  // when it was written, as the file system says
  std::string id, name, version;
  std::map<std::string, std::string> labels;
  Instant started_at{};
  std::string load;  // what must be alike for runs to be compared
  VerdictStatus verdict = VerdictStatus::inconclusive;
  std::string doubt;  // why it proves nothing; empty where it does
  std::vector<HistoryValue> values;
};

/// Of a result that was read; file, size and time are still to come.
HistoryEntry history_entry(const Report&, const MayDiffer&);

}  // namespace loadtest
