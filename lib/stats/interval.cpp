#include "stats/interval.h"

#include <algorithm>
#include <bit>

namespace loadtest {

namespace {

void add(std::vector<IntervalOperation>& into, const std::vector<IntervalOperation>& from) {
  if (into.size() < from.size()) into.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) into[i].merge(from[i]);
}

void join_neighbours(std::vector<Interval>& intervals) {
  std::vector<Interval> joined;
  joined.reserve(intervals.size() / 2 + 1);
  for (std::size_t i = 0; i < intervals.size(); i += 2) {
    joined.push_back(std::move(intervals[i]));
    if (i + 1 < intervals.size()) joined.back().append(intervals[i + 1]);
  }
  intervals = std::move(joined);
}

// How far apart intervals begin; 0 where that is not the same from t0 on.
Nanos grid_of(const std::vector<Interval>& intervals) {
  const Nanos grid = intervals.size() > 1 ? intervals[1].from - intervals[0].from : Nanos(std::chrono::seconds(1));
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (intervals[i].from != grid * static_cast<Nanos::rep>(i)) return Nanos(0);
  }
  return grid;
}

}  // namespace

void IntervalOperation::merge(const IntervalOperation& other) {
  started += other.started;
  ok += other.ok;
  failed += other.failed;
  dropped += other.dropped;
  response.merge(other.response);
  add_kinds(errors, other.errors);
}

void Interval::merge_shard(const Interval& other) {
  length = std::max(length, other.length);
  users += other.users;
  planned += other.planned;
  add(operations, other.operations);
}

void Interval::append(const Interval& next) {
  length += next.length;
  users = next.users;
  planned += next.planned;
  add(operations, next.operations);
}

bool add_intervals(std::vector<Interval>& into, std::vector<Interval> from) {
  Nanos mine = grid_of(into), theirs = grid_of(from);
  const auto multiple = std::max(mine, theirs) / std::max(Nanos(1), std::min(mine, theirs));
  if (mine <= Nanos(0) || theirs <= Nanos(0) || std::max(mine, theirs) % std::min(mine, theirs) != Nanos(0))
    return false;
  if (!std::has_single_bit(static_cast<std::uint64_t>(multiple))) return false;
  for (; mine < theirs; mine *= 2) join_neighbours(into);
  for (; theirs < mine; theirs *= 2) join_neighbours(from);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (i < into.size())
      into[i].merge_shard(from[i]);
    else
      into.push_back(std::move(from[i]));
  }
  return true;
}

void IntervalSeries::add(Interval one_second) {
  if (seconds_in_last_ == 0 || seconds_in_last_ == seconds_each_) {
    if (intervals_.size() == intervals_max) {
      join_neighbours(intervals_);
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
