#pragma once

#include <gtest/gtest.h>

#include "engine/engine.h"
#include "support/fake_workload/fake_workload.h"

namespace loadtest {

using namespace std::chrono_literals;

/// A run of one track against a FakeTarget, with short times.
struct FakeRun : RunObserver {
  explicit FakeRun(FakeTarget& its_target, LoadProfile profile, unsigned shards = 1) {
    plan.tracks.push_back({"fake", "fake", std::make_unique<FakeWorkload>(its_target), std::move(profile), {}, 5s, 5s});
    plan.shards = shards;
    plan.seed = 7;
  }

  TrackResult& run() {
    auto outcome = loadtest::run(plan, *this, {graceful.get_token(), now.get_token()});
    EXPECT_TRUE(outcome.has_value());
    result = std::move(*outcome);
    return result.tracks.front();
  }
  void on_progress(const Progress& progress) override {
    if (at_progress) at_progress(progress);
  }

  Plan plan;
  RunResult result;
  std::stop_source graceful, now;
  std::function<void(const Progress&)> at_progress;
};

inline LoadProfile closed(std::uint32_t users, Nanos duration, Nanos think_time) {
  LoadProfile profile;
  profile.model = ClosedModel{think_time};
  profile.users = users;
  profile.duration = duration;
  profile.graceful_stop = 300ms;
  return profile;
}

inline LoadProfile open(std::uint32_t users, Nanos duration, double rate, Arrival arrival = Arrival::regular) {
  LoadProfile profile;
  profile.model = constant_rate(rate, Nanos(0), duration, arrival);
  profile.users = users;
  profile.duration = duration;
  profile.graceful_stop = 300ms;
  return profile;
}

constexpr std::size_t connecting = 0, asking = 1, events = 2;

}  // namespace loadtest
