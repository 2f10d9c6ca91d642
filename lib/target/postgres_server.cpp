#include "target/postgres_server.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/shm.h>

#include <cstdlib>
#include <fstream>

#include "target/find_postgres.h"
#include "target/free_port.h"
#include "target/log_file.h"
#include "target/make_cluster.h"

namespace loadtest::target {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Nanos start_timeout = 30s, look_again = 10ms;

// Its eighth line tells how far the server is.
bool is_ready(const fs::path& cluster) {
  std::ifstream file(cluster / "postmaster.pid");
  std::string line;
  for (int number = 1; number <= 8; ++number) {
    if (!std::getline(file, line)) return false;
  }
  return line.starts_with("ready");
}

// After a server of this cluster was killed: its sessions, and a few bytes of System V shared memory, whose id is in
// the seventh line.
void clear_up(const fs::path& cluster) {
  end_children();
  std::ifstream file(cluster / "postmaster.pid");
  std::string line;
  for (int number = 1; number <= 6; ++number) std::getline(file, line);
  long key = 0;
  int id = -1;
  shmid_ds about{};
  if (file >> key >> id && ::shmctl(id, IPC_STAT, &about) == 0 && about.shm_nattch == 0) {
    ::shmctl(id, IPC_RMID, nullptr);
  }
}

}  // namespace

std::string server_settings(const fs::path& folder, const PostgresOptions& options, std::uint16_t port,
                            bool with_statements) {
  std::string settings;
  const auto set = [&](std::string_view name, std::string_view value) {
    settings += fmt::format("{} = '{}'\n", name, value);
  };
  set("listen_addresses", options.port ? "127.0.0.1" : "");
  set("port", std::to_string(port));
  set("unix_socket_directories", folder.string());
  set("max_connections", std::to_string(options.max_connections));
  set("shared_buffers", "128MB");
  set("dynamic_shared_memory_type", "mmap");  // in the folder, so that nothing stays in /dev/shm
  set("fsync", "off");                        // it need not outlive a crash of the machine
  set("full_page_writes", "off");
  set("cluster_name", "loadtest");
  if (with_statements) set("shared_preload_libraries", "pg_stat_statements");
  return settings;
}

Result<std::unique_ptr<PostgresServer>> PostgresServer::start(const fs::path& folder, int lock,
                                                              const PostgresOptions& options, const Secret& password,
                                                              StopRequest& stop) {
  const char* path = std::getenv("PATH");
  const auto bin = find_postgres(path ? path : "");
  if (!bin) return tl::unexpected(bin.error());
  const fs::path cluster = folder / "cluster";
  if (auto made = make_cluster(*bin, folder, lock, password, stop); !made) {
    clear_up(cluster);  // initdb runs a server too
    return tl::unexpected(made.error());
  }
  const auto port = options.port ? free_port(*options.port) : Result<std::uint16_t>(5432);
  if (!port) return tl::unexpected(port.error());
  std::ofstream(cluster / "postgresql.conf", std::ios::app)
      << server_settings(folder, options, *port, has_pg_stat_statements(*bin));
  const auto log = LogFile::open(folder / "postgres.log");
  if (!log) return tl::unexpected(log.error());
  auto process = ChildProcess::start({.arguments = {*bin / "postgres", "-D", cluster},
                                      .output = log->fd(),
                                      .inherited = lock,
                                      .death_signal = SIGQUIT});
  if (!process) return tl::unexpected(process.error());
  std::unique_ptr<PostgresServer> server(new PostgresServer(std::move(*process), cluster, *port));

  const TimePoint deadline = Clock::now() + start_timeout;
  while (!is_ready(cluster)) {
    const auto woken = stop.wait(server->exit_fd(), Clock::now() + look_again);
    if (woken == StopRequest::Woken::asked) return fail(ErrorKind::target, "stopped while the database was starting");
    if (woken == StopRequest::Woken::ready || Clock::now() > deadline) {
      return fail(ErrorKind::target, fmt::format("PostgreSQL did not start: {}", log->complaint()));
    }
  }
  return server;
}

PostgresServer::~PostgresServer() {
  // Fast: sessions are ended. Immediate: without tidying up. What stays then is killed.
  for (const auto& [signal, patience] : {std::pair{SIGINT, 5s}, std::pair{SIGQUIT, 3s}, std::pair{SIGKILL, 1s}}) {
    process_.send(signal);
    if (process_.wait(Clock::now() + patience)) break;
  }
  clear_up(cluster_);
}

}  // namespace loadtest::target
