#include "observe/proc_host.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "observe/text_pieces.h"

namespace loadtest {
namespace {

constexpr double sector_bytes = 512;  // always, whatever the disk's are

void skip_words(std::string_view& line, int words) {
  for (int i = 0; i < words; ++i) take_word(line);
}

double next_number(std::string_view& line) { return as_number(take_word(line)).value_or(0); }

double process_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Through `parse`, where the file can be read.
template <class Parse>
auto parse_file(const char* path, Parse parse) -> decltype(parse(std::string_view())) {
  const auto text = read_now(path);
  if (!text) return {};
  return parse(*text);
}

}  // namespace

std::optional<HostReading::Cpu> parse_proc_stat(std::string_view text, double ticks_per_s) {
  std::optional<HostReading::Cpu> cpu;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const std::string_view word = take_word(line);
    if (word == "cpu") {
      // user nice system idle iowait irq softirq steal; guests are in user and nice already.
      double ticks[8] = {};
      for (double& one : ticks) one = next_number(line) / ticks_per_s;
      cpu.emplace();
      for (const double one : ticks) cpu->all += one;
      cpu->steal = ticks[7];
      cpu->busy = cpu->all - ticks[3] - ticks[4] - cpu->steal;
    } else if (cpu && word.starts_with("cpu")) {
      ++cpu->cpus;
    } else {
      break;  // the interrupts, a long line
    }
  }
  return cpu;
}

void parse_net_dev(std::string_view text, HostReading& reading) {
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;  // the heading
    std::string_view name = line.substr(0, colon);
    name = take_word(name);
    line.remove_prefix(colon + 1);
    const double received = next_number(line);
    skip_words(line, 7);
    const double sent = next_number(line);
    if (name == "lo") reading.loopback_sent = sent;
    if (is_own_interface(name)) reading.interfaces.push_back({std::string(name), received, sent});
  }
}

std::optional<HostReading::Tcp> parse_net_snmp(std::string_view text) {
  std::string_view names;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (take_word(line) != "Tcp:") continue;
    if (names.empty()) {
      names = line;
      continue;
    }
    HostReading::Tcp tcp;
    for (std::string_view name = take_word(names); !name.empty(); name = take_word(names)) {
      const double value = next_number(line);
      if (name == "OutSegs") tcp.segments = value;
      if (name == "RetransSegs") tcp.retransmits = value;
    }
    return tcp;
  }
  return std::nullopt;
}

std::optional<HostReading::Disks> parse_diskstats(std::string_view text) {
  std::optional<HostReading::Disks> disks;
  std::string_view disk;  // a disk's partitions come behind it
  while (!text.empty()) {
    std::string_view line = take_line(text);
    skip_words(line, 2);
    const std::string_view name = take_word(line);
    if (name.empty() || !is_own_disk(name) || is_partition_of(name, disk)) continue;
    disk = name;
    if (!disks) disks.emplace();
    skip_words(line, 2);
    disks->read += next_number(line) * sector_bytes;
    skip_words(line, 3);
    disks->written += next_number(line) * sector_bytes;
  }
  return disks;
}

HostReading read_proc_host() {
  HostReading reading;
  reading.at = Clock::now();
  const auto ticks = static_cast<double>(std::max(sysconf(_SC_CLK_TCK), 1L));
  reading.cpu = parse_file("/proc/stat", [&](std::string_view text) { return parse_proc_stat(text, ticks); });
  reading.own_cpu = process_seconds();
  reading.load1 = parse_file("/proc/loadavg", [](std::string_view text) { return as_number(take_word(text)); });
  if (const auto text = read_now("/proc/meminfo")) {
    constexpr double kib = 1024;
    if (const auto value = number_after(*text, "MemAvailable:")) reading.memory_available = *value * kib;
    if (const auto value = number_after(*text, "MemTotal:")) reading.memory_total = *value * kib;
  }
  if (const auto text = read_now("/proc/net/dev")) parse_net_dev(*text, reading);
  reading.tcp = parse_file("/proc/net/snmp", parse_net_snmp);
  reading.disks = parse_file("/proc/diskstats", parse_diskstats);
  return reading;
}

}  // namespace loadtest
