#include "observe/process_observer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/text.h"
#include "core/units.h"
#include "observe/lookout.h"
#include "observe/process_tree.h"
#include "observe/rate_recorder.h"
#include "observe/text_pieces.h"

namespace loadtest {
namespace {

constexpr std::size_t shown_max = 50;

class ProcessObserver final : public Observer {
 public:
  ProcessObserver(int pid, std::string source) : pid_(pid), source_(std::move(source)) {}

  void begin() override {
    seen_.emplace(pid_);
    lookout_.begin([this](bool) { seen_->look(); });
  }

  Observed end(TimePoint t0) override {
    lookout_.end();
    Observed observed;
    observed.source = source_;
    seen_->conclude(t0, observed);
    observed.figures.push_back(lookout_.cost());
    if (!lookout_.failure().empty()) observed.notes.push_back(lookout_.failure());
    return observed;
  }

 private:
  /// Of one run.
  class Seen {
   public:
    explicit Seen(int pid) : pid_(pid), tree_(pid) {
      const auto name = name_of_process(pid);
      name_ = name ? *name : "";
      // "Max open files            1024                 524288               files"
      if (const auto limits = read_now(fmt::format("/proc/{}/limits", pid))) {
        const std::size_t at = limits->find("Max open files");
        std::string_view rest = std::string_view(*limits).substr(std::min(at + 14, limits->size()));
        if (at != std::string::npos) files_max_ = as_number(take_word(rest));
      }
    }

    void look() {
      const ProcessReading now = tree_.read();
      if (!now.alive && !ended_) ended_ = now.at;
      if (now.processes == 0) return;
      if (began_ && now.at - last_ < looks_apart_min) return;
      if (began_) {
        busiest_process_.add(now.at, now.busiest_process);
        busiest_thread_.add(now.at, now.busiest_thread);
        busiest_waited_.add(now.at, now.busiest_waited);
        waited_.add(now.at, now.waited);
      }
      if (!began_) began_ = now.at;
      last_ = now.at;
      cpu_.add(now.at, now.cpu);
      memory_.add(now.at, now.memory);
      processes_.add(now.at, now.processes);
      threads_.add(now.at, now.threads);
      if (now.files) files_.add(now.at, *now.files);
    }

    void conclude(TimePoint t0, Observed& observed) const {
      observed.facts.emplace_back("process", fmt::format("{} ({})", pid_, name_));
      keep(cpu_.series(t0), observed);
      for (const SeriesRecorder* one :
           {&busiest_process_, &busiest_thread_, &busiest_waited_, &waited_, &memory_, &processes_, &threads_, &files_})
        keep(one->series(t0), observed);
      if (files_max_) observed.figures.push_back({"limit.files", "", *files_max_});
      observed.tables.push_back(table());
      observed.notes = tree_.notes();
      if (ended_)
        observed.notes.push_back(
            fmt::format("process {} ended, {:.0f} s from the beginning", pid_, to_seconds(*ended_ - t0)));
    }

   private:
    ObservedTable table() const {
      ObservedTable table{.name = "processes",
                          .columns = {{"pid", ""}, {"name", ""}, {"cpu", "cores"}, {"memory", "bytes"}},
                          .rows = {}};
      const double seconds = began_ ? std::max(1e-3, to_seconds(last_ - *began_)) : 1;
      for (const auto& [pid, process] : tree_.processes()) {
        table.rows.push_back({static_cast<double>(pid), escape_foreign(process.stat.name),
                              (process.cpu_before - process.cpu_first) / seconds, process.memory_most});
      }
      const auto cpu = [](const auto& row) { return std::get<double>(row[2]); };
      std::stable_sort(table.rows.begin(), table.rows.end(),
                       [&](const auto& a, const auto& b) { return cpu(a) > cpu(b); });
      if (table.rows.size() > shown_max) table.rows.resize(shown_max);
      return table;
    }

    const int pid_;
    ProcessTree tree_;
    std::string name_;
    std::optional<double> files_max_;
    std::optional<TimePoint> began_, ended_;
    TimePoint last_{};
    RateRecorder cpu_{"process.cpu", "cores"};
    SeriesRecorder busiest_process_{"process.busiest", "cores"}, busiest_thread_{"process.busiest_thread", "cores"};
    SeriesRecorder busiest_waited_{"process.busiest_thread.waited", "cores"}, waited_{"process.waited", "cores"},
        memory_{"process.memory", "bytes"};
    SeriesRecorder processes_{"process.processes", ""}, threads_{"process.threads", ""}, files_{"process.files", ""};
  };

  const int pid_;
  const std::string source_;
  std::optional<Seen> seen_;
  Lookout lookout_;  // last, so that it ends first
};

}  // namespace

Result<std::string> name_of_process(int pid) {
  const auto text = read_now(fmt::format("/proc/{}/stat", pid));
  const auto stat = text ? parse_process_stat(*text, 1) : std::nullopt;
  if (!stat || stat->state == 'Z')
    return fail(ErrorKind::usage, fmt::format("there is no process {} on this machine", pid),
                "take the number of the target's first process, as pgrep shows it");
  return escape_foreign(stat->name);
}

std::unique_ptr<Observer> make_process_observer(int pid, std::string source) {
  return std::make_unique<ProcessObserver>(pid, std::move(source));
}

}  // namespace loadtest
