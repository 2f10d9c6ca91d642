#include "stats/interval.h"

#include <algorithm>

namespace loadtest {

namespace {

void add(std::vector<IntervalOperation>& into, const std::vector<IntervalOperation>& from) {
  if (into.size() < from.size()) into.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) into[i].merge(from[i]);
}

}  // namespace

void IntervalOperation::merge(const IntervalOperation& other) {
  started += other.started;
  ok += other.ok;
  failed += other.failed;
  dropped += other.dropped;
  response.merge(other.response);
}

void Interval::merge_shard(const Interval& other) {
  length = std::max(length, other.length);
  users += other.users;
  add(operations, other.operations);
}

void Interval::append(const Interval& next) {
  length += next.length;
  users = next.users;
  add(operations, next.operations);
}

void IntervalSeries::add(Interval one_second) {
  if (seconds_in_last_ == 0 || seconds_in_last_ == seconds_each_) {
    if (intervals_.size() == intervals_max) {
      std::vector<Interval> joined;
      joined.reserve(intervals_max);
      for (std::size_t i = 0; i + 1 < intervals_.size(); i += 2) {
        joined.push_back(std::move(intervals_[i]));
        joined.back().append(intervals_[i + 1]);
      }
      intervals_ = std::move(joined);
      seconds_each_ *= 2;
    }
    intervals_.push_back(std::move(one_second));
    seconds_in_last_ = 1;
  } else {
    intervals_.back().append(one_second);
    ++seconds_in_last_;
  }
}

}  // namespace loadtest
