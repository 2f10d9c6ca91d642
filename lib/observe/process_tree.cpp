#include "observe/process_tree.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "observe/text_pieces.h"

namespace loadtest {
namespace {

constexpr std::size_t processes_max = 2000, threads_max = 2000;

// Names in a folder of /proc that are numbers.
template <class Visit>
bool for_each_number(const std::string& folder, Visit visit) {
  DIR* open = ::opendir(folder.c_str());
  if (open == nullptr) return false;
  while (const dirent* entry = ::readdir(open)) {
    if (const auto number = as_number(entry->d_name)) visit(static_cast<int>(*number));
  }
  ::closedir(open);
  return true;
}

// Kernels from 6.2 on say it without a list being read.
std::optional<double> count_files(const std::string& folder) {
  struct stat about {};
  if (::access(folder.c_str(), R_OK | X_OK) != 0) return std::nullopt;
  if (::stat(folder.c_str(), &about) == 0 && about.st_size > 0) return static_cast<double>(about.st_size);
  double files = 0;
  if (!for_each_number(folder, [&](int) { ++files; })) return std::nullopt;
  return files;
}

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view text, double ticks_per_s) {
  // "12 (a name) S 1 …": the name may have blanks and brackets of its own.
  const std::size_t open = text.find('('), close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  ProcessStat stat;
  stat.name = text.substr(open + 1, close - open - 1);
  std::string_view rest = text.substr(close + 1);
  const std::string_view state = take_word(rest);
  if (state.empty()) return std::nullopt;
  stat.state = state.front();
  double fields[19] = {};  // from the 4th to the 22nd, as proc(5) numbers them
  for (double& field : fields) {
    const auto number = as_number(take_word(rest));
    if (!number) return std::nullopt;
    field = *number;
  }
  const auto numbered = [&](int n) { return fields[n - 4]; };
  stat.cpu = (numbered(14) + numbered(15)) / ticks_per_s;
  stat.children_cpu = (numbered(16) + numbered(17)) / ticks_per_s;
  stat.threads = static_cast<unsigned>(std::max(0.0, numbered(20)));
  stat.started = numbered(22);
  return stat;
}

ProcessReading ProcessTree::read() {
  ProcessReading reading;
  reading.at = Clock::now();
  // Those of the last look too: a parent that ended passes its children on to others.
  to_visit_.assign(1, first_);
  for (auto& [pid, process] : processes_) {
    if (std::exchange(process.seen, false)) to_visit_.push_back(pid);
  }
  for (auto& [tid, thread] : threads_) thread.seen = false;
  const std::size_t remembered = to_visit_.size();
  double shared_most = 0;
  for (std::size_t i = 0; i < to_visit_.size(); ++i) visit(to_visit_[i], i < remembered, reading, shared_most);
  reading.memory += shared_most;
  // What hardly worked is not kept for the table.
  std::erase_if(processes_, [](const auto& entry) { return !entry.second.seen && entry.second.stat.cpu < 0.1; });
  std::erase_if(threads_, [](const auto& entry) { return !entry.second.seen; });
  last_ = reading.at;
  return reading;
}

void ProcessTree::visit(int pid, bool remembered, ProcessReading& reading, double& shared_most) {
  static const auto ticks = static_cast<double>(std::max(sysconf(_SC_CLK_TCK), 1L));
  static const auto page = static_cast<double>(std::max(sysconf(_SC_PAGESIZE), 1L));
  if (const auto known = processes_.find(pid); known != processes_.end() && known->second.seen) return;
  const std::string folder = fmt::format("/proc/{}/", pid);
  const auto text = read_now(folder + "stat");
  const auto stat = text ? parse_process_stat(*text, ticks) : std::nullopt;
  if (!stat) return;
  if (processes_.size() >= processes_max && !processes_.contains(pid)) {
    note_once(fmt::format("only the first {} processes were looked at", processes_max));
    return;
  }
  auto [found, added] = processes_.try_emplace(pid);
  Process& process = found->second;
  if (!added && process.stat.started != stat->started) {
    if (remembered) return;  // somebody else has its number now
    process = {};
    added = true;
  }
  const bool first_look = last_ == TimePoint();
  const double passed = to_seconds(reading.at - last_);
  if (added) process.cpu_first = process.cpu_before = first_look ? stat->cpu : 0;
  process.seen = true;
  process.stat = *stat;
  reading.cpu += stat->cpu + stat->children_cpu;
  if (!first_look)
    reading.busiest_process = std::max(reading.busiest_process, (stat->cpu - process.cpu_before) / passed);
  process.cpu_before = stat->cpu;
  if (stat->state == 'Z') return;  // ended, and nobody has asked how

  if (pid == first_) reading.alive = true;
  ++reading.processes;
  reading.threads += stat->threads;
  if (const auto statm = read_now(folder + "statm")) {
    std::string_view rest = *statm;
    take_word(rest);
    const double resident = as_number(take_word(rest)).value_or(0) * page;
    const double shared = as_number(take_word(rest)).value_or(0) * page;
    reading.memory += std::max(0.0, resident - shared);
    shared_most = std::max(shared_most, shared);
    process.memory_most = std::max(process.memory_most, resident);
  }
  if (const auto files = count_files(folder + "fd")) {
    reading.files = reading.files.value_or(0) + *files;
  } else {
    note_once(fmt::format("the files of process {} could not be counted: it takes the rights of its user", pid));
  }
  for_each_number(folder + "task", [&](int tid) {
    visit_thread(pid, tid, passed, reading);
    auto children = read_now(fmt::format("{}task/{}/children", folder, tid));
    if (!children) return;
    std::replace(children->begin(), children->end(), '\n', ' ');
    std::string_view rest = *children;
    for (auto word = take_word(rest); !word.empty(); word = take_word(rest)) {
      if (const auto child = as_number(word)) to_visit_.push_back(static_cast<int>(*child));
    }
  });
}

void ProcessTree::visit_thread(int pid, int tid, double passed, ProcessReading& reading) {
  if (threads_.size() >= threads_max && !threads_.contains(tid)) {
    note_once(fmt::format("only {} threads were looked at one by one", threads_max));
    return;
  }
  const auto text = read_now(fmt::format("/proc/{}/task/{}/schedstat", pid, tid));
  if (!text) return;
  std::string_view rest = *text;
  const auto ran = as_number(take_word(rest)), waited = as_number(take_word(rest));
  if (!ran || !waited) return;
  const auto [found, added] = threads_.try_emplace(tid);
  Thread& thread = found->second;
  const Thread now{*ran / 1e9, *waited / 1e9, true};
  if (last_ != TimePoint() && now.ran >= thread.ran) {
    const double ran_now = (now.ran - thread.ran) / passed;
    const double waited_now = std::max(0.0, now.waited - thread.waited) / passed;
    reading.waited += waited_now;
    if (ran_now > reading.busiest_thread) {
      reading.busiest_thread = ran_now;
      reading.busiest_waited = waited_now;
    }
  }
  thread = now;
}

void ProcessTree::note_once(std::string note) {
  if (std::find(notes_.begin(), notes_.end(), note) == notes_.end() && notes_.size() < 5)
    notes_.push_back(std::move(note));
}

}  // namespace loadtest
