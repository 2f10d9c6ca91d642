#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "pg/admin.h"

namespace loadtest {

/// Whose request it is and what it asks for, as texts that outlive the call.
struct Request {
  const char *claims, *user, *method, *path;
};

/// How a user's role and claims are set, as PostgREST sets them: one SELECT of set_config() calls, in its order (search
/// path, settings of the role, role, claims).
struct Identity {
  static constexpr std::size_t values_max = 32;
  using Values = std::array<const char*, values_max>;
  /// What a parameter of frame_sql is given.
  struct Value {
    enum class Kind : std::uint8_t { fixed, claims, subject, method, path } kind = Kind::fixed;
    std::string text{};  // where it is fixed
  };

  std::string frame_sql;                // for one transaction
  std::vector<Value> values;            // of $1, $2 …
  const char* name = "loadtest_frame";  // under which frame_sql is prepared
  bool wants_subject = false;           // the live auth.uid() reads request.jwt.claim.sub, not request.jwt.claims
  std::string role;
  std::vector<std::pair<std::string, std::string>> settings;  // what is set before the claims, the role last
  std::string isolation = "READ COMMITTED";                   // of its transactions
  std::string auth_uid;  // how auth.uid() is defined there, on one line; empty = there is no such function

  /// The values of frame_sql for a request, put into `space`.
  std::span<const char* const> values_for(const Request&, Values& space) const;
  /// The same for a whole session of this user.
  std::string session_sql(const pg::Admin&, const std::string& user, const std::string& claims) const;
  /// frame_sql with the values written in.
  std::string transaction_sql(const pg::Admin&, const std::string& user, const std::string& claims) const;

  /// Reads what the role is set up with. Errors (target): no such role, or the login role may not become it.
  static Result<Identity> read(pg::Admin&, const std::string& role);
};

/// What a Supabase token of this user says (its payload), of a realistic size.
std::string make_claims(const std::string& user, const std::string& role, std::int64_t now_s);
/// What the token says that stands for nobody, which comes with a request of who has not signed in.
std::string make_anon_claims(const std::string& role, std::int64_t now_s);

}  // namespace loadtest
