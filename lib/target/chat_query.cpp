#include "target/chat_query.h"

#include <fmt/format.h>

namespace loadtest::target {

namespace {

// In the order of PostgREST.
constexpr const char* identity_sql =
    "SELECT set_config('search_path', 'public, extensions', true), set_config('role', 'authenticated', true), "
    "set_config('request.jwt.claims', $1, true)";

// Whose rows these are is said by the policies alone: were they not in force, it would be everybody's.
constexpr const char* expenses_sql =
    "SELECT e.date, e.category, e.amount, e.description, b.budgeted_amount FROM expenses e "
    "LEFT JOIN budgets b ON b.user_id = e.user_id AND b.category = e.category "
    "AND e.date BETWEEN b.start_date AND b.end_date "
    "WHERE e.date > current_date - 30 ORDER BY e.date DESC LIMIT 100";

}  // namespace

pg::Preparation chat_query::preparation() {
  return {.commands = {}, .statements = {{identity, identity_sql}, {expenses, expenses_sql}}};
}

std::string make_chat_claims(std::string_view user, std::int64_t now_s) {
  return fmt::format(
      R"({{"aud":"authenticated","exp":{},"iat":{},"iss":"https://loadtest.example.com/auth/v1","sub":"{}",)"
      R"("app_metadata":{{"provider":"email","providers":["email"]}},"user_metadata":{{"email_verified":true}},)"
      R"("role":"authenticated","aal":"aal1","session_id":"{}","is_anonymous":false}})",
      now_s + 3600, now_s, user, user);
}

}  // namespace loadtest::target
