#pragma once

#include <string>
#include <vector>

#include "engine/held_users.h"
#include "loadtest/signals.h"
#include "report/companion.h"

namespace loadtest {

/// A run's wheel for its companions: stops it as a signal does, and holds its users.
class Steering final : public RunSteering {
 public:
  explicit Steering(Signals& signals) : signals_(signals) {}
  void stop() override { signals_.stop(); }
  void hold_users(std::size_t track, std::uint32_t users) override { held_.hold(track, users); }

  HeldUsers& held() { return held_; }
  /// After the run: a run that was steered is not the one that was asked for.
  std::vector<std::string> warnings() const;

 private:
  Signals& signals_;
  HeldUsers held_;
};

}  // namespace loadtest
