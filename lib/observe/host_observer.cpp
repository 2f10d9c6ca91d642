#include "observe/host_observer.h"

#include <algorithm>
#include <map>

#include "observe/cgroup.h"
#include "observe/host_series.h"
#include "observe/lookout.h"
#include "observe/proc_host.h"
#include "observe/text_pieces.h"

namespace loadtest {
namespace {

// Of an interface, each way; nothing where it says none, as virtual ones do.
std::optional<double> read_speed(const std::string& interface) {
  const auto text = read_now("/sys/class/net/" + interface + "/speed");
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  const auto megabits = as_number(take_line(rest));
  if (!megabits || *megabits <= 0) return std::nullopt;
  return *megabits * 1e6 / 8;
}

class HostObserver final : public Observer {
 public:
  void begin() override {
    series_ = {};
    limits_ = {};
    const auto cgroups = read_now("/proc/self/cgroup");
    folders_ = cgroups ? parse_cgroups(*cgroups) : CgroupFolders();
    lookout_.begin([this](bool) { look(); });
  }

  Observed end(TimePoint t0) override {
    lookout_.end();
    Observed observed;
    observed.source = "generator";
    series_.conclude(t0, observed);
    if (limits_.cpus) observed.figures.push_back({"limit.cpus", "cores", *limits_.cpus});
    if (limits_.memory) observed.figures.push_back({"limit.memory", "bytes", *limits_.memory});
    observed.figures.push_back(lookout_.cost());
    if (!lookout_.failure().empty()) observed.notes.push_back(lookout_.failure());
    if (!observed.find_series("cpu.busy"))
      observed.notes.emplace_back("the kernel does not say how busy it is (/proc/stat)");
    return observed;
  }

 private:
  void look() {
    HostReading reading = read_proc_host();
    limits_ = read_cgroups(folders_);
    reading.throttled = limits_.throttled;
    if (limits_.memory_left)
      reading.memory_available =
          std::min(reading.memory_available.value_or(*limits_.memory_left), *limits_.memory_left);
    if (limits_.memory && reading.memory_total) reading.memory_total = std::min(*reading.memory_total, *limits_.memory);
    for (auto& one : reading.interfaces) {
      const auto [found, added] = speeds_.try_emplace(one.name);
      if (added) found->second = read_speed(one.name);
      one.speed = found->second;
    }
    series_.add(reading);
  }

  HostSeries series_;
  CgroupFolders folders_;
  CgroupReading limits_;
  std::map<std::string, std::optional<double>> speeds_;
  Lookout lookout_;  // last, so that it ends first
};

}  // namespace

std::unique_ptr<Observer> make_host_observer() { return std::make_unique<HostObserver>(); }

}  // namespace loadtest
