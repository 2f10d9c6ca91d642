#pragma once

#include <cstdint>
#include <filesystem>

#include "core/error.h"
#include "core/secret.h"
#include "target/stop_request.h"

namespace loadtest::target {

/// Where a fresh server is and who its superuser supabase_admin is.
struct FreshServer {
  std::filesystem::path socket_folder;
  std::uint16_t port;
  Secret password;
};

/// Makes the database wheels_wins with its roles, tables, rows, keys and policies; `user_password` is that of the role
/// postgres. Errors (target): the server refuses something, or stopping was asked for.
Status make_database(const FreshServer&, const Secret& user_password, const Secret& authenticator_password,
                     StopRequest&);

}  // namespace loadtest::target
