// The kernel's own lateness: a thread that does nothing but sleep until each of so many instants a second.
#include <sys/prctl.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

constexpr long long second_ns = 1'000'000'000;

long long now_ns() {
  std::timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * second_ns + now.tv_nsec;
}

}  // namespace

int main(int argc, char** argv) {
  const long long rate_per_s = argc > 1 ? std::atoll(argv[1]) : 10'000;
  const long long seconds = argc > 2 ? std::atoll(argv[2]) : 5;
  ::prctl(PR_SET_TIMERSLACK, 1);  // else the kernel may add 50 us on purpose
  std::vector<long long> late_ns;
  late_ns.reserve(static_cast<std::size_t>(rate_per_s * seconds));
  const long long begin = now_ns() + second_ns / 100;
  for (long long i = 0; i < rate_per_s * seconds; ++i) {
    const long long due = begin + i * second_ns / rate_per_s;
    const std::timespec until{static_cast<std::time_t>(due / second_ns), static_cast<long>(due % second_ns)};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    late_ns.push_back(now_ns() - due);
  }
  std::sort(late_ns.begin(), late_ns.end());
  const auto us = [&](std::size_t per_mille) {
    return static_cast<double>(late_ns[(late_ns.size() - 1) * per_mille / 1000]) / 1e3;
  };
  std::printf("{\"p50_us\": %.2f, \"p99_us\": %.2f, \"max_us\": %.2f}\n", us(500), us(990), us(1000));
}
