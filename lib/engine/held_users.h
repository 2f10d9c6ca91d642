#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// How many users a closed track may have at once, as somebody says by hand while it runs. Said on any thread, carried
/// out by the run within a quarter of a second; and what was carried out, which is no secret of the run.
class HeldUsers {
 public:
  struct Change {
    std::string track;
    std::uint32_t from, to;
    Nanos at;  // from t0
  };
  static constexpr std::size_t changes_max = 20;  // kept; the others are counted

  /// Of several for one track before the run looks, the last counts.
  void hold(std::size_t track, std::uint32_t users) {
    const std::scoped_lock lock(mutex_);
    wanted_[track] = users;
  }

  // The run's.
  std::map<std::size_t, std::uint32_t> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(wanted_, {});
  }
  void carried_out(Change change) {
    if (changes_.size() == changes_max) {
      ++more_changes_;
    } else {
      changes_.push_back(std::move(change));
    }
  }

  // After the run.
  const std::vector<Change>& changes() const { return changes_; }
  std::uint64_t more_changes() const { return more_changes_; }

 private:
  std::mutex mutex_;
  std::map<std::size_t, std::uint32_t> wanted_;
  std::vector<Change> changes_;
  std::uint64_t more_changes_ = 0;
};

}  // namespace loadtest
