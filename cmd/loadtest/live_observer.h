#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "engine/engine.h"
#include "report/live_line.h"

namespace loadtest {

/// Shows a run's progress on standard error, and that it was asked to stop.
class LiveObserver final : public RunObserver {
 public:
  struct Style {
    bool quiet = false, color = true;
  };
  LiveObserver(std::string who, Style, std::stop_token graceful);
  void on_progress(const Progress&) override;
  /// Takes the display away.
  void end();

 private:
  void put(std::string_view text) const;

  std::string who_;
  std::stop_token graceful_;
  bool stop_told_ = false, quiet_;
  LiveDisplay display_;
};

/// What people see of the progress.
LiveState live_state(const Progress&);

}  // namespace loadtest
