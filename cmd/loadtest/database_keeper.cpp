#include "loadtest/database_keeper.h"

#include <fmt/format.h>
#include <unistd.h>

#include "loadtest/problems.h"
#include "target/child_process.h"
#include "target/ephemeral_postgres.h"
#include "target/shared_memory_sweep.h"
#include "target/unprivileged_user.h"

namespace loadtest {

Status keep_database(const target::PostgresOptions& options, int parent_pipe) {
  using namespace std::chrono_literals;
  target::StopRequest stop(parent_pipe);
  if (auto left = target::leave_root(); !left) return left;
  if (::chdir("/") != 0) return fail(ErrorKind::internal, "the root folder cannot be entered");
  target::adopt_orphans();
  const target::SharedMemorySweep sweep;
  auto postgres = target::EphemeralPostgres::start(options, stop);
  if (!postgres) return stop.asked() ? Status() : tl::unexpected(postgres.error());
  print_out(fmt::format("db: {}\nchat-db: {}\n", (*postgres)->url().reveal(), (*postgres)->chat_url().reveal()));
  for (;;) {
    const auto woken = stop.wait((*postgres)->exit_fd(), Clock::now() + 1h);
    if (woken == target::StopRequest::Woken::asked) return {};
    if (woken == target::StopRequest::Woken::ready) {
      return fail(ErrorKind::target, "the database server ended by itself");
    }
  }
}

}  // namespace loadtest
