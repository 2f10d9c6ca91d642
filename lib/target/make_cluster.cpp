#include "target/make_cluster.h"

#include <fmt/format.h>
#include <signal.h>

#include <fstream>

#include "target/child_process.h"
#include "target/log_file.h"

namespace loadtest::target {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Nanos initdb_timeout = 60s;
constexpr unsigned oldest_version = 15;  // security_invoker of views

}  // namespace

Status make_cluster(const fs::path& bin, const fs::path& folder, int lock, const Secret& password, StopRequest& stop) {
  const fs::path password_file = folder / "password";
  std::ofstream(password_file) << password.reveal() << '\n';  // nobody else may enter the folder
  const auto log = LogFile::open(folder / "initdb.log");
  if (!log) return tl::unexpected(log.error());
  auto initdb =
      ChildProcess::start({.arguments = {bin / "initdb", "--pgdata=" + (folder / "cluster").string(),
                                         "--username=supabase_admin", "--pwfile=" + password_file.string(),
                                         "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"},
                           .output = log->fd(),
                           .inherited = lock,
                           .death_signal = SIGTERM});
  if (!initdb) return tl::unexpected(initdb.error());
  const auto woken = stop.wait(initdb->exit_fd(), Clock::now() + initdb_timeout);
  if (woken == StopRequest::Woken::asked) return fail(ErrorKind::target, "stopped while the database was made");
  if (woken == StopRequest::Woken::late || !initdb->wait(Clock::now() + 1s) || !initdb->succeeded()) {
    const std::string ending = initdb->ending().empty() ? "no end in sight" : initdb->ending();
    return fail(ErrorKind::target, fmt::format("initdb failed ({}): {}", ending, log->complaint()));
  }
  std::error_code error;
  fs::remove(password_file, error);
  unsigned version = 0;
  std::ifstream(folder / "cluster/PG_VERSION") >> version;
  if (version < oldest_version) {
    return fail(ErrorKind::target,
                fmt::format("PostgreSQL {} in {} is too old, {} is needed", version, bin.string(), oldest_version));
  }
  return {};
}

}  // namespace loadtest::target
