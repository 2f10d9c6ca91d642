#include "target/stop_request.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "target/signal_set.h"

namespace loadtest::target {

StopRequest::StopRequest(int parent_pipe) : parent_pipe_(parent_pipe) {
  const sigset_t set = signal_set({SIGINT, SIGTERM, SIGHUP});
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

StopRequest::~StopRequest() { ::close(signals_); }

// Nothing is read from what asks, so that asking twice is no other thing than asking once.
StopRequest::Woken StopRequest::wait(int fd, TimePoint deadline) {
  using std::chrono::milliseconds;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    const auto timeout = std::clamp(left, milliseconds(0), milliseconds(1'000'000));
    std::array<pollfd, 3> watched{pollfd{parent_pipe_, POLLIN, 0}, pollfd{signals_, POLLIN, 0}, pollfd{fd, POLLIN, 0}};
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(timeout.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (watched[0].revents != 0 || watched[1].revents != 0) return Woken::asked;
    if (watched[2].revents != 0) return Woken::ready;
    if (left <= milliseconds(0)) return Woken::late;
  }
}

}  // namespace loadtest::target
