#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compare/measure.h"
#include "core/error.h"
#include "history/change_point.h"
#include "history/history_entry.h"

namespace loadtest {

/// Which runs of a folder are wanted.
struct HistoryFilter {
  std::size_t last = 30;  // of each load
  std::optional<std::string> name{};
  std::map<std::string, std::string> labels{};
};

/// One figure over the runs of a group, in their order.
struct HistoryTrend {
  std::string subject, unit;
  std::vector<std::optional<double>> values;  // by run; none where there were no data
  std::vector<std::optional<CriterionStatus>> statuses;
  std::optional<ChangePoint> change;  // `first` counts runs of the group; after Holm over the trends of the group
  bool changed = false;               // it is no chance, and large enough to be news
};

/// Runs of one load.
struct HistoryGroup {
  std::string load;
  std::vector<HistoryEntry> runs;  // the oldest first; those that prove nothing are in none of the trends' changes
  std::size_t older = 0;           // that were left out
  std::vector<HistoryTrend> trends;
};

struct History {
  std::string folder;
  std::vector<HistoryGroup> groups;  // that of the newest run first
  std::vector<std::string> remarks;  // files that were skipped, and why
};

/// Of the result files (.json) of a folder. Errors (usage): there is no such folder, or nothing in it that is wanted.
Result<History> read_history(const std::string& folder, const HistoryFilter&, const MayDiffer&);

/// Groups and trends of entries that were read.
std::vector<HistoryGroup> group_entries(std::vector<HistoryEntry>, const HistoryFilter&);

}  // namespace loadtest
