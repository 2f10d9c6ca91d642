#include "stats/recorder.h"

#include <algorithm>
#include <utility>

namespace loadtest {

namespace {

KindCounts by_name(const std::vector<std::uint64_t>& errors, const ErrorKinds& kinds) {
  KindCounts named;
  for (std::size_t kind = 0; kind < errors.size(); ++kind) {
    if (errors[kind] != 0) named[kinds.name(static_cast<ErrorId>(kind))] += errors[kind];
  }
  return named;
}

}  // namespace

Recorder::Recorder(std::size_t operations, std::size_t cells)
    : operations_(operations), cells_(operations * cells), rolling_(operations) {
  for (Cell& cell : cells_) cell.errors.resize(ErrorKinds::kinds_max + 1);
  for (Rolling& rolling : rolling_) rolling.errors.resize(ErrorKinds::kinds_max + 1);
}

void Recorder::started(OperationId op, std::size_t cell) {
  ++at(op, cell).tally.started;
  ++rolling_[op].started;
}

void Recorder::record(const Sample& sample, std::size_t cell) {
  Cell& to = at(sample.operation, cell);
  Rolling& now = rolling_[sample.operation];
  to.tally.bytes_sent += sample.bytes_sent;
  to.tally.bytes_received += sample.bytes_received;
  switch (sample.outcome) {
    case Outcome::ok:
      ++to.tally.ok;
      ++now.ok;
      to.response.record(sample.response_time());
      to.service.record(sample.service_time());
      now.response.record(sample.response_time());
      break;
    case Outcome::failed:
      ++to.tally.failed;
      ++now.failed;
      ++to.errors[sample.error];
      ++now.errors[sample.error];
      to.failed.record(sample.response_time());
      break;
    case Outcome::cancelled:
      // Its age so far: it belongs to no percentile of what was answered, but the slowest must not go missing.
      ++to.tally.cancelled;
      to.failed.record(sample.response_time());
      to.cancelled_max = std::max(to.cancelled_max, sample.response_time());
      break;
  }
}

void Recorder::dropped(OperationId op, std::size_t cell) {
  ++at(op, cell).tally.dropped;
  ++rolling_[op].dropped;
}

void Recorder::late(OperationId op, std::size_t cell) { ++at(op, cell).tally.late; }

void Recorder::lost(OperationId op, std::size_t cell) { ++at(op, cell).tally.lost; }

std::vector<IntervalOperation> Recorder::roll(const ErrorKinds& kinds) {
  std::vector<IntervalOperation> result;
  result.reserve(rolling_.size());
  for (Rolling& rolling : rolling_) {
    result.push_back({rolling.started, rolling.ok, rolling.failed, rolling.dropped, SparseHistogram(rolling.response),
                      rolling.failed == 0 ? KindCounts() : by_name(rolling.errors, kinds)});
    if (rolling.failed != 0) std::fill(rolling.errors.begin(), rolling.errors.end(), 0);
    rolling = Rolling{.errors = std::move(rolling.errors)};
  }
  return result;
}

std::vector<TrackTotals> Recorder::take_totals(const ErrorKinds& kinds) {
  std::vector<TrackTotals> totals(cells_.size() / operations_);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& from = cells_[i];
    OperationStats to;
    to.tally = from.tally;
    to.errors = by_name(from.errors, kinds);
    to.response = std::move(from.response);
    to.service = std::move(from.service);
    to.failed = std::move(from.failed);
    to.cancelled_max = from.cancelled_max;
    totals[i / operations_].push_back(std::move(to));
  }
  cells_.clear();
  return totals;
}

}  // namespace loadtest
