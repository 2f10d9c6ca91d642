#include "loadtest/open_files.h"

#include <fmt/format.h>
#include <sys/resource.h>

namespace loadtest {
namespace {

constexpr std::uint64_t beside_sockets = 64;  // standard streams, outputs, a library's own
constexpr std::uint64_t each_thread = 4;      // of its event loop

}  // namespace

Status reserve_open_files(std::uint64_t sockets, unsigned threads, std::uint64_t companions) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const std::uint64_t beside = beside_sockets + each_thread * threads + companions;
  const std::uint64_t needed = sockets + beside;
  if (limit.rlim_cur == RLIM_INFINITY || needed <= limit.rlim_cur) return {};
  const std::uint64_t fitting = limit.rlim_cur > beside ? limit.rlim_cur - beside : 0;
  return fail(ErrorKind::config,
              fmt::format("{} connections need {} open files, the system allows {}", sockets, needed, limit.rlim_cur),
              fmt::format("raise it with ulimit -Hn {} or ask for at most {} connections", needed, fitting));
}

}  // namespace loadtest
