#pragma once

#include <sys/resource.h>

#include <unistd.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace loadtest::bench {

using Clock = std::chrono::steady_clock;
constexpr std::size_t payload_bytes = 64;

/// Arguments of the clients: port, connections, seconds.
struct Arguments {
  std::uint16_t port;
  int connections;
  double seconds;
};

inline Arguments parse(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s PORT [CONNECTIONS=100] [SECONDS=3]\n", argv[0]);
    std::exit(2);
  }
  return {static_cast<std::uint16_t>(std::atoi(argv[1])), argc > 2 ? std::atoi(argv[2]) : 100,
          argc > 3 ? std::atof(argv[3]) : 3.0};
}

inline double cpu_us() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& t) { return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec); };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

inline double resident_kib() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

/// One round trip was done; clients call it for each, so that both pay for the clock.
struct Tally {
  std::uint64_t round_trips = 0;
  std::uint64_t longest_ns = 0;

  void record(Clock::time_point sent, Clock::time_point now) {
    const auto ns = static_cast<std::uint64_t>((now - sent).count());
    ++round_trips;
    if (ns > longest_ns) longest_ns = ns;
  }
};

/// Measures from its making to print().
class Measurement {
 public:
  void print(const char* name, int connections, const Tally& tally) const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    const auto n = static_cast<double>(tally.round_trips);
    std::printf(
        "{\"client\": \"%s\", \"connections\": %d, \"round_trips\": %llu, \"cpu_us_per_round_trip\": %.3f, "
        "\"rate_per_s\": %.0f, \"longest_ms\": %.3f}\n",
        name, connections, static_cast<unsigned long long>(tally.round_trips), (cpu_us() - cpu_us_) / n, n / seconds,
        static_cast<double>(tally.longest_ns) / 1e6);
  }

 private:
  Clock::time_point start_ = Clock::now();
  double cpu_us_ = cpu_us();
};

}  // namespace loadtest::bench
