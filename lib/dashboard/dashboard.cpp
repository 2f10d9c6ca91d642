#include "dashboard/dashboard.h"

#include <algorithm>

#include "dashboard/live_messages.h"

namespace loadtest {
namespace {

// Where no second ended, viewers see all the same that it goes on.
constexpr Nanos sign_of_life = std::chrono::milliseconds(900);

}  // namespace

Result<std::unique_ptr<RunCompanion>> Dashboard::make(std::string_view address, std::string_view machine,
                                                      std::function<void(std::string_view)> tell) {
  const auto live = LiveAddress::parse(address);
  if (!live) return fail(ErrorKind::usage, "--live: " + live.error().message, live.error().hint);
  std::unique_ptr<Dashboard> dashboard(new Dashboard(std::move(tell)));
  if (auto listening = dashboard->server_.listen(*live, machine); !listening) return tl::unexpected(listening.error());
  dashboard->only_this_machine_ = live->only_this_machine();
  return dashboard;
}

void Dashboard::on_start(const Report& described, RunSteering& steering) {
  server_.start(described, steering);
  if (!only_this_machine_)
    tell_("it is reachable from other machines, unencrypted: whoever sees its address on the way can steer the run");
  tell_(server_.url().reveal());
}

void Dashboard::on_progress(const Progress& progress) {
  const bool news = std::any_of(progress.tracks.begin(), progress.tracks.end(),
                                [](const Progress::TrackNow& track) { return !track.fresh.empty(); });
  const TimePoint now = Clock::now();
  if (!news && now - shown_ < sign_of_life) return;
  shown_ = now;
  server_.show(progress);
}

void Dashboard::on_report(const Report& report) { server_.over(over_message(report)); }

void Dashboard::on_failure(const Report&, const std::string& why) { server_.over(failed_message(why)); }

}  // namespace loadtest
