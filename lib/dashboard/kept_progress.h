#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "stats/progress.h"

namespace loadtest {

/// A Progress that outlives the call that showed it.
class KeptProgress {
 public:
  explicit KeptProgress(const Progress&);
  KeptProgress(const KeptProgress&) = delete;
  KeptProgress& operator=(const KeptProgress&) = delete;

  const Progress& shown() const { return shown_; }

 private:
  struct Track {
    std::string name, workload;
    std::vector<OperationSpec> operations;
    std::vector<Interval> fresh;
    std::optional<Interval> last;
  };
  std::string phase_;
  std::deque<Track> tracks_;  // addresses stay
  Progress shown_;
};

}  // namespace loadtest
