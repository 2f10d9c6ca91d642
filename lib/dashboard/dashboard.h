#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "dashboard/live_server.h"
#include "report/companion.h"

namespace loadtest {

/// The page of a run while it lasts, for browsers: figures once a second, buttons that steer it.
class Dashboard final : public RunCompanion {
 public:
  /// `tell`: prints a line for the user, where the load begins. `machine`: this one's name. Errors (usage): what is
  /// wrong with the address, or why its port is not to be had.
  static Result<std::unique_ptr<RunCompanion>> make(std::string_view address, std::string_view machine,
                                                    std::function<void(std::string_view)> tell);

  void on_start(const Report& described, RunSteering&) override;
  void on_progress(const Progress&) override;
  void on_report(const Report&) override;
  void on_failure(const Report&, const std::string& why) override;
  void begin_finish() override { server_.begin_end(); }
  std::vector<std::string> finish() override { return server_.end(); }

 private:
  explicit Dashboard(std::function<void(std::string_view)> tell) : tell_(std::move(tell)) {}

  LiveServer server_;
  std::function<void(std::string_view)> tell_;
  bool only_this_machine_ = true;
  TimePoint shown_{};
};

}  // namespace loadtest
