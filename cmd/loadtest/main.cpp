#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <exception>
#include <span>

#include "loadtest/app.h"
#include "loadtest/problems.h"

namespace {

// A descriptor 0, 1 or 2 that came closed would be given to the next file or socket opened, and that be written to.
void fill_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // Opened so that using it fails as it would have on the closed one.
    if (fcntl(number, F_GETFD) < 0) (void)!open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace loadtest;
  fill_standard_descriptors();
  signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of the write, not our end
  const std::size_t skipped = argc > 0 ? 1 : 0;
  try {
    return static_cast<int>(run_app(std::span(argv, static_cast<std::size_t>(argc)).subspan(skipped)));
  } catch (const std::exception& error) {
    tell_line("loadtest", fmt::format("internal error: {} (please report this)", error.what()), {}, LogLevel::error);
  } catch (...) {
    tell_line("loadtest", "internal error (please report this)", {}, LogLevel::error);
  }
  return static_cast<int>(ExitCode::internal);
}
