#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pg/login.h"

namespace loadtest::target {

/// What a chat runs in the database, as a web backend behind Supabase does: a transaction for reading, role and claims,
/// the query, the end.
namespace chat_query {

inline constexpr const char* begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY";
inline constexpr const char* commit = "COMMIT";
inline constexpr const char* rollback = "ROLLBACK";
// Names of prepared statements.
inline constexpr const char* identity = "chat_identity";  // $1 = the claims
inline constexpr const char* expenses = "chat_expenses";  // what the user spent of late, beside the budgets

/// What every connection is given after its login.
pg::Preparation preparation();

}  // namespace chat_query

/// What the token of this user says, its payload.
std::string make_chat_claims(std::string_view user, std::int64_t now_s);

}  // namespace loadtest::target
