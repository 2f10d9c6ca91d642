#include <fmt/format.h>
#include <signal.h>

#include <exception>
#include <span>

#include "loadtest/app.h"
#include "loadtest/problems.h"

int main(int argc, char** argv) {
  using namespace loadtest;
  signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of the write, not our end
  const std::size_t skipped = argc > 0 ? 1 : 0;
  try {
    return static_cast<int>(run_app(std::span(argv, static_cast<std::size_t>(argc)).subspan(skipped)));
  } catch (const std::exception& error) {
    tell_line("loadtest", fmt::format("internal error: {} (please report this)", error.what()));
  } catch (...) {
    tell_line("loadtest", "internal error (please report this)");
  }
  return static_cast<int>(ExitCode::internal);
}
