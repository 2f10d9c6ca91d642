#pragma once

#include <memory>

#include "core/error.h"
#include "core/secret.h"
#include "target/postgres_options.h"
#include "target/postgres_server.h"
#include "target/private_folder.h"
#include "target/stop_request.h"

namespace loadtest::target {

/// A real PostgreSQL with the tables, policies and rows of the reference database, in a temporary folder. Both are gone
/// when this object is. The process that makes it must not be root.
class EphemeralPostgres {
 public:
  /// Takes a few seconds. Errors (target): it cannot be had, or stopping was asked for.
  static Result<std::unique_ptr<EphemeralPostgres>> start(const PostgresOptions&, StopRequest&);

  const Secret& url() const { return url_; }  // as the role postgres
  /// As the role authenticator, which web backends log in with.
  const Secret& chat_url() const { return chat_url_; }
  int exit_fd() const { return server_->exit_fd(); }  // has something to say when the server ended by itself

 private:
  EphemeralPostgres(PrivateFolder folder, std::unique_ptr<PostgresServer> server, Secret url, Secret chat_url)
      : folder_(std::move(folder)), server_(std::move(server)), url_(std::move(url)), chat_url_(std::move(chat_url)) {}

  PrivateFolder folder_;  // outlives the server in it
  std::unique_ptr<PostgresServer> server_;
  Secret url_, chat_url_;
};

}  // namespace loadtest::target
