#include "target/poll_until.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace loadtest::target {

bool poll_until(int fd, TimePoint deadline) {
  using std::chrono::milliseconds;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    const auto timeout = std::clamp(left, milliseconds(0), milliseconds(1'000'000));
    pollfd watched{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(timeout.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
    if (left <= milliseconds(0)) return false;
  }
}

}  // namespace loadtest::target
