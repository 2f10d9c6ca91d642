#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/workload.h"

namespace loadtest {

/// What the fake target does with one start.
struct FakeAnswer {
  Nanos after{0};
  bool never = false;
  bool fails = false;
};

/// How the fake target behaves, and what it counted. Sessions of all shards share it, hence the atomics.
struct FakeTarget {
  std::vector<OperationSpec> operations{
      {.name = "connect", .weight = 0, .warm_up_counts = true}, {.name = "ask"}, {.name = "event", .weight = 0}};
  std::size_t capacity = 1;    // operations that a session takes at once
  bool correlates = false;     // late answers can be told apart
  bool attach_fails = false;   // a shard cannot begin
  bool emits_events = false;   // an "event" sample for each start
  bool recovers = false;       // "recover", the last of the operations, is recorded
  bool pooled = false;         // opening a session is no operation
  std::string abandoned_kind;  // what a given-up start waited for; empty = not said
  bool answers_may_come_late = true;
  Nanos ready_after{0};  // until a shard may begin
  Nanos connect_delay{0};
  Nanos lost_after{0};  // a session goes away by itself that long after it opened; 0 = never
  std::function<FakeAnswer(std::uint64_t user, std::uint64_t number)> answer = [](auto, auto) { return FakeAnswer{}; };
  std::function<bool(std::uint64_t user)> refuses = [](auto) { return false; };

  std::atomic<std::uint64_t> opened{0}, closed{0}, destroyed{0}, starts{0}, late{0}, in_flight_max{0};
  struct Seen {
    std::uint64_t user, number;
    OperationId operation;
    TimePoint intended, sent;
  };
  std::vector<Seen> seen() const {
    const std::scoped_lock lock(mutex_);
    return seen_;
  }
  void see(const Seen& start) {
    const std::scoped_lock lock(mutex_);
    seen_.push_back(start);
  }
  /// When each user was due to open its session.
  std::map<std::uint64_t, TimePoint> openings() const {
    const std::scoped_lock lock(mutex_);
    return openings_;
  }
  /// Every opening, in the order in which they came.
  struct Visit {
    std::uint64_t user;
    TimePoint intended;
  };
  std::vector<Visit> visits() const {
    const std::scoped_lock lock(mutex_);
    return visits_;
  }
  void see_opening(std::uint64_t user, TimePoint intended) {
    const std::scoped_lock lock(mutex_);
    visits_.push_back({user, intended});
    openings_[user] = intended;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::map<std::uint64_t, TimePoint> openings_;
  std::vector<Visit> visits_;
};

/// A workload without a network: pipelines, answers late, emits events and loses sessions as its FakeTarget says.
class FakeWorkload final : public Workload {
 public:
  explicit FakeWorkload(FakeTarget& target) : target_(target) {}
  std::span<const OperationSpec> operations() const override { return target_.operations; }
  std::optional<OperationId> connect_operation() const override {
    return target_.pooled ? std::nullopt : std::optional<OperationId>(0);
  }
  std::optional<OperationId> recover_operation() const override {
    if (!target_.recovers) return std::nullopt;
    return static_cast<OperationId>(target_.operations.size() - 1);
  }
  std::vector<TargetHost> hosts() const override { return {}; }
  Status set_address(const std::string&) override { return {}; }
  Status prepare(Remarks&) override { return {}; }
  std::unique_ptr<SessionFactory> attach(ShardContext) override;
  void clean_up(Remarks&) noexcept override {}

 private:
  FakeTarget& target_;
};

}  // namespace loadtest
