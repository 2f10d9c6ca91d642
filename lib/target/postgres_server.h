#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "core/secret.h"
#include "target/child_process.h"
#include "target/postgres_options.h"
#include "target/stop_request.h"

namespace loadtest::target {

/// A PostgreSQL server process on an empty cluster of its own. Its superuser is supabase_admin; everybody needs a
/// password, also on the Unix socket in its folder.
class PostgresServer {
 public:
  /// `folder` gets the cluster, the socket and the log; `lock` is held open by the server. Errors (target): no server
  /// is installed, it does not start, or stopping was asked for.
  static Result<std::unique_ptr<PostgresServer>> start(const std::filesystem::path& folder, int lock,
                                                       const PostgresOptions&, const Secret& password, StopRequest&);
  ~PostgresServer();  // stops it, sessions or not
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  std::uint16_t port() const { return port_; }  // names the socket too
  int exit_fd() const { return process_.exit_fd(); }

 private:
  PostgresServer(ChildProcess process, std::filesystem::path cluster, std::uint16_t port)
      : process_(std::move(process)), cluster_(std::move(cluster)), port_(port) {}

  ChildProcess process_;
  std::filesystem::path cluster_;
  std::uint16_t port_;
};

/// What is added to the configuration that initdb makes.
std::string server_settings(const std::filesystem::path& folder, const PostgresOptions&, std::uint16_t port,
                            bool with_statements);

}  // namespace loadtest::target
