#include "loadtest/free_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>

#include "core/units.h"

namespace loadtest {
namespace {

constexpr std::uint64_t kib = 1024, mib = 1024 * kib;

std::optional<std::uint64_t> number_in(const std::string& path) {
  std::uint64_t number = 0;
  if (std::ifstream file(path); file >> number) return number;
  return std::nullopt;  // "max" too
}

// "MemAvailable:  123 kB", "inactive_file 123"
std::optional<std::uint64_t> line_in(const std::string& path, std::string_view name) {
  std::ifstream file(path);
  std::string word;
  for (std::uint64_t number = 0; file >> word;) {
    if (word == name && file >> number) return number;
  }
  return std::nullopt;
}

struct CgroupFiles {
  std::string_view root, limit, usage, reclaimable;
};
constexpr CgroupFiles version_1{"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
                                "total_inactive_file"};
constexpr CgroupFiles version_2{"/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"};

// A limit holds for all cgroups below it. Where a container sees only its own, the paths of others do not exist.
void look_at_cgroup(const CgroupFiles& files, std::string path, FreeMemory& least) {
  for (;;) {
    const std::string folder = fmt::format("{}{}/", files.root, path == "/" ? "" : path);
    const auto limit = number_in(folder + std::string(files.limit));
    const auto usage = number_in(folder + std::string(files.usage));
    if (limit && usage) {
      const std::uint64_t used =
          *usage - std::min(*usage, line_in(folder + "memory.stat", files.reclaimable).value_or(0));
      const std::uint64_t left = *limit - std::min(*limit, used);
      if (left < least.bytes) least = {left, fmt::format("the limit of the cgroup {} ({})", path, files.limit)};
    }
    if (path.size() <= 1) return;
    path.erase(std::max<std::size_t>(path.rfind('/'), 1));
  }
}

}  // namespace

FreeMemory FreeMemory::now() {
  FreeMemory least;
  if (const auto available = line_in("/proc/meminfo", "MemAvailable:")) least = {*available * kib, "the machine"};
  std::ifstream cgroups("/proc/self/cgroup");
  for (std::string line; std::getline(cgroups, line);) {
    const auto colon = line.rfind(':');
    if (colon == std::string::npos) continue;
    const std::string path = line.substr(colon + 1);
    if (line.starts_with("0::")) look_at_cgroup(version_2, path, least);
    if (line.find(":memory:") != std::string::npos) look_at_cgroup(version_1, path, least);
  }
  return least;
}

Status check_memory(std::uint64_t users, std::uint64_t bytes) {
  if (bytes == 0) return {};
  const FreeMemory free = FreeMemory::now();
  if (bytes <= free.bytes) return {};
  const std::uint64_t each = std::max<std::uint64_t>(1, bytes / users);
  return fail(
      ErrorKind::config,
      fmt::format("{} connections take at least {} MiB of memory ({} KiB each), and {} leaves {} MiB",
                  show_count(users), show_count(bytes / mib), each / kib, free.bound, show_count(free.bytes / mib)),
      fmt::format("raise that, free some, or ask for at most {} connections", show_count(free.bytes / each)));
}

}  // namespace loadtest
