#include "engine/thread_account.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

namespace loadtest {

ThreadAccount ThreadAccount::now() {
  ThreadAccount account;
  if (std::FILE* file = std::fopen("/proc/thread-self/schedstat", "re")) {
    unsigned long long ran = 0, waited = 0;
    if (std::fscanf(file, "%llu %llu", &ran, &waited) == 2) {
      account.ran = Nanos(static_cast<Nanos::rep>(ran));
      account.waited = Nanos(static_cast<Nanos::rep>(waited));
    }
    std::fclose(file);
  }
  return account;
}

std::uint64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::uint64_t rss_bytes() {
  unsigned long long all = 0, resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "re")) {
    if (std::fscanf(file, "%llu %llu", &all, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace loadtest
