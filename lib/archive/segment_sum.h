#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "report/report.h"

namespace loadtest {

/// Whether segments of one run may differ in this option of a track: a path, or the address of a target of their own.
using MayDiffer = std::function<bool(const ShownTrack&, std::string_view option)>;

/// The results of a run's segments, added up one by one. What is added may be a sum itself. Criteria are not judged.
class SegmentSum {
 public:
  explicit SegmentSum(MayDiffer may_differ) : may_differ_(std::move(may_differ)) {}

  /// `file` = how the result is called in messages. Errors (usage): it is no segment, one that is there already, of
  /// another number of segments, or of another scenario; then there is no sum to take.
  Status add(const std::string& file, Report);

  /// "segment 1/3 is missing"; empty where all are there.
  std::string missing() const;
  /// Why parts of the generator cannot be believed, each with its segment.
  std::vector<std::string> doubts() const;
  /// What is missing from the sum: segments, and the rest of those that were stopped.
  std::vector<std::string> gaps() const;
  /// At least one must have been added.
  Report take();

 private:
  struct Part {
    SegmentOrigin origin;
    std::string file;
  };
  Status check(const std::string& file, const Report&, const std::vector<SegmentOrigin>&) const;
  void add_seen(Observations, const ShardSlot&);
  void add_descriptions(const Report&);
  void warn(const std::string& warning);
  void warn_of_spread();

  MayDiffer may_differ_;
  std::optional<Report> sum_;
  std::string first_file_;
  std::vector<Part> parts_;  // by segment
  unsigned count_ = 0;
};

}  // namespace loadtest
