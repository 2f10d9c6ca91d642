#include "observe/cgroup.h"

#include <algorithm>

#include "observe/text_pieces.h"

namespace loadtest {
namespace {

constexpr double micro = 1e-6, nano = 1e-9;
constexpr double no_limit = 1e18;  // version 1 writes a number near 2^63

std::vector<std::string> with_those_above(std::string_view root, std::string path) {
  std::vector<std::string> folders;
  for (;;) {
    folders.push_back(std::string(root) + (path == "/" ? "" : path) + "/");
    if (path.size() <= 1) return folders;
    path.erase(std::max<std::size_t>(path.rfind('/'), 1));
  }
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

std::optional<double> number_in(const std::string& path) {
  const auto text = read_now(path);
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  return as_number(take_line(rest));  // nothing for "max"
}

void keep_least(std::optional<double>& least, std::optional<double> value) {
  if (value && (!least || *value < *least)) least = value;
}

void take_quota(const std::string& folder, const CpuQuota& quota, CgroupReading& reading) {
  if (!quota.cpus) return;  // nothing is held back by what has no limit
  keep_least(reading.cpus, quota.cpus);
  if (const auto stat = read_now(folder + "cpu.stat")) add_throttled(*stat, quota.period, reading.throttled);
}

void take_memory(const std::string& folder, const char* limit_name, const char* usage_name, std::string_view inactive,
                 CgroupReading& reading) {
  const auto limit = number_in(folder + limit_name), usage = number_in(folder + usage_name);
  if (!limit || !usage || *limit > no_limit) return;
  const auto stat = read_now(folder + "memory.stat");
  const double reclaimable = stat ? number_after(*stat, inactive).value_or(0) : 0;
  keep_least(reading.memory, limit);
  keep_least(reading.memory_left, std::max(0.0, *limit - std::max(0.0, *usage - reclaimable)));
}

}  // namespace

CgroupFolders parse_cgroups(std::string_view text) {
  CgroupFolders folders;
  while (!text.empty()) {
    // "0::/user.slice", "4:cpu,cpuacct:/docker/123"
    const std::string_view line = take_line(text);
    const std::size_t first = line.find(':'), second = line.find(':', std::min(first, line.size() - 1) + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string path(line.substr(second + 1));
    if (controllers.empty()) folders.unified = with_those_above("/sys/fs/cgroup", path);
    if (has_word(controllers, "cpu")) folders.cpu = with_those_above("/sys/fs/cgroup/cpu", path);
    if (has_word(controllers, "memory")) folders.memory = with_those_above("/sys/fs/cgroup/memory", path);
  }
  return folders;
}

std::optional<CpuQuota> parse_cpu_max(std::string_view text) {
  std::string_view line = take_line(text);
  const auto quota = as_number(take_word(line)), period = as_number(take_word(line));
  if (!period || *period <= 0) return std::nullopt;
  CpuQuota parsed{std::nullopt, *period * micro};
  if (quota) parsed.cpus = *quota / *period;
  return parsed;
}

void add_throttled(std::string_view stat, double period, std::optional<HostReading::Throttled>& sum) {
  const auto times = number_after(stat, "nr_throttled");
  if (!times) return;
  if (!sum) sum.emplace();
  sum->periods += *times * period;
  sum->time += number_after(stat, "throttled_usec").value_or(0) * micro;  // version 2
  sum->time += number_after(stat, "throttled_time").value_or(0) * nano;   // version 1
}

CgroupReading read_cgroups(const CgroupFolders& folders) {
  CgroupReading reading;
  for (const std::string& folder : folders.unified) {
    const auto text = read_now(folder + "cpu.max");
    if (const auto quota = text ? parse_cpu_max(*text) : std::nullopt) take_quota(folder, *quota, reading);
    take_memory(folder, "memory.max", "memory.current", "inactive_file", reading);
  }
  for (const std::string& folder : folders.cpu) {
    const auto quota = number_in(folder + "cpu.cfs_quota_us"), period = number_in(folder + "cpu.cfs_period_us");
    if (quota && period && *quota > 0 && *period > 0) take_quota(folder, {*quota / *period, *period * micro}, reading);
  }
  for (const std::string& folder : folders.memory)
    take_memory(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file", reading);
  return reading;
}

}  // namespace loadtest
