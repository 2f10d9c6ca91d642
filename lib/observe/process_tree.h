#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// /proc/PID/stat.
struct ProcessStat {
  std::string name;
  char state = '?';
  double cpu = 0;           // seconds, its own
  double children_cpu = 0;  // seconds, of those that ended and that it waited for
  unsigned threads = 0;
  double started = 0;  // tells it from one that has its number later
};
std::optional<ProcessStat> parse_process_stat(std::string_view, double ticks_per_s);

/// What a process and its descendants use together.
struct ProcessReading {
  TimePoint at{};
  bool alive = false;  // the first of them
  double cpu = 0;      // seconds, also those of descendants that ended
  double memory = 0;   // bytes: what each has for itself, and the most that one of them shares
  unsigned processes = 0, threads = 0;
  std::optional<double> files{};
  // Since the look before, in cores.
  double busiest_process = 0, busiest_thread = 0;
  double busiest_waited = 0;  // that thread, for a processor
  double waited = 0;          // all threads together
};

/// Looks at a process and those that come from it; who lost his parent is remembered.
class ProcessTree {
 public:
  explicit ProcessTree(int pid) : first_(pid) {}
  ProcessReading read();

  struct Process {
    ProcessStat stat{};
    double cpu_before = 0, cpu_first = 0;
    double memory_most = 0;
    bool seen = false;  // in this look
  };
  /// All that were ever seen, up to a bound.
  const std::map<int, Process>& processes() const { return processes_; }
  /// What could not be seen, and why.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Thread {
    double ran = 0, waited = 0;
    bool seen = false;
  };
  void visit(int pid, bool remembered, ProcessReading&, double& shared_most);
  void visit_thread(int pid, int tid, double passed, ProcessReading&);
  void note_once(std::string);

  const int first_;
  std::map<int, Process> processes_;
  std::map<int, Thread> threads_;
  std::vector<int> to_visit_;
  std::vector<std::string> notes_;
  TimePoint last_{};
};

}  // namespace loadtest
