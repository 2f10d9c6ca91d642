#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "pg/admin.h"

namespace loadtest {

/// How a user's role and claims are set, as PostgREST sets them: one SELECT of set_config() calls, in its order (search
/// path, settings of the role, role, claims).
struct Identity {
  std::string frame_sql;       // for one transaction; $1 = the claims and, where wants_subject, $2 = the user's id
  bool wants_subject = false;  // the live auth.uid() reads request.jwt.claim.sub, not request.jwt.claims
  std::string role;
  std::vector<std::pair<std::string, std::string>> settings;  // what is set before the claims, the role last
  std::string auth_uid;  // how auth.uid() is defined there, on one line; empty = there is no such function

  /// The same for a whole session of this user.
  std::string session_sql(const pg::Admin&, const std::string& user, const std::string& claims) const;
  /// frame_sql with the values written in.
  std::string transaction_sql(const pg::Admin&, const std::string& user, const std::string& claims) const;

  /// Reads what the role is set up with. Errors (target): no such role, or the login role may not become it.
  static Result<Identity> read(pg::Admin&, const std::string& role);
};

/// What a Supabase token of this user says (its payload), of a realistic size.
std::string make_claims(const std::string& user, const std::string& role, std::int64_t now_s);

}  // namespace loadtest
