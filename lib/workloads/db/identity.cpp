#include "workloads/db/identity.h"

#include <fmt/format.h>

#include "workloads/db/admin_transaction.h"

namespace loadtest {
namespace {

constexpr const char* claims_setting = "request.jwt.claims";
constexpr const char* subject_setting = "request.jwt.claim.sub";
// PostgREST sets its schemas as the search path, by default these.
constexpr const char* search_path = R"("public", "extensions")";

// $1 and $2, or literals.
std::string select_calls(const Identity& identity, const pg::Admin& admin, bool for_transaction,
                         const std::string& claims, const std::string& subject) {
  const char* scope = for_transaction ? "true" : "false";
  std::string sql;
  const auto add = [&](const std::string& name, const std::string& value) {
    sql += fmt::format("{} set_config({}, {}, {})", sql.empty() ? "SELECT" : ",", admin.quote(name), value, scope);
  };
  for (const auto& [name, value] : identity.settings) add(name, admin.quote(value));
  add(claims_setting, claims);
  if (identity.wants_subject) add(subject_setting, subject);
  return sql;
}

std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!space) line += c;
    if (space && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

Status check_role(AdminTransaction& lookup, const std::string& role, int server_version) {
  // Since 16, being a member and being allowed to SET ROLE are two things.
  const char* privilege = server_version >= 160000 ? "SET" : "MEMBER";
  const auto rows =
      lookup.query(fmt::format("SELECT session_user, pg_has_role(session_user, oid, '{}') FROM pg_roles "
                               "WHERE rolname = {}",
                               privilege, lookup.quote(role)));
  if (!rows) return tl::unexpected(rows.error());
  if (rows->empty())
    return fail(ErrorKind::target, "role " + role + " does not exist",
                "--role names the one that requests run as, --rls off sets none");
  if (is_true(rows->at(0).at(1))) return {};
  const std::string login = rows->at(0).at(0).value_or("");
  return fail(ErrorKind::target, "login role " + login + " may not become " + role,
              "GRANT " + role + " TO " + login + ", or log in as one that may, such as authenticator");
}

// What ALTER ROLE ... SET gave it; for this database comes before for all.
Result<std::string> read_statement_timeout(AdminTransaction& lookup, const std::string& role) {
  const auto rows = lookup.query(fmt::format(
      "SELECT substr(one, length('statement_timeout=') + 1) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = "
      "s.setrole, unnest(s.setconfig) one WHERE r.rolname = {} AND one LIKE 'statement\\_timeout=%' AND s.setdatabase "
      "IN "
      "(0, (SELECT oid FROM pg_database WHERE datname = current_database())) ORDER BY s.setdatabase DESC LIMIT 1",
      lookup.quote(role)));
  if (!rows) return tl::unexpected(rows.error());
  return rows->empty() ? std::string() : rows->at(0).at(0).value_or("");
}

Result<std::string> read_auth_uid(AdminTransaction& lookup) {
  const auto rows = lookup.query(
      "SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
      "WHERE n.nspname = 'auth' AND p.proname = 'uid' AND p.pronargs = 0 AND p.prokind = 'f'");
  if (!rows) return tl::unexpected(rows.error());
  return rows->empty() ? std::string() : on_one_line(rows->at(0).at(0).value_or(""));
}

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::span<const char* const> Identity::values_for(const Request& request, Values& space) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    switch (values[i].kind) {
      case Value::Kind::fixed:
        space[i] = values[i].text.c_str();
        break;
      case Value::Kind::claims:
        space[i] = request.claims;
        break;
      case Value::Kind::subject:
        space[i] = request.user;
        break;
      case Value::Kind::method:
        space[i] = request.method;
        break;
      case Value::Kind::path:
        space[i] = request.path;
        break;
    }
  }
  return std::span(space).first(values.size());
}

std::string Identity::session_sql(const pg::Admin& admin, const std::string& user, const std::string& claims) const {
  return select_calls(*this, admin, false, admin.quote(claims), admin.quote(user));
}

std::string Identity::transaction_sql(const pg::Admin& admin, const std::string& user,
                                      const std::string& claims) const {
  return select_calls(*this, admin, true, admin.quote(claims), admin.quote(user));
}

Result<Identity> Identity::read(pg::Admin& admin, const std::string& role) {
  auto lookup =
      AdminTransaction::begin(admin, AdminTransaction::Access::read, "role " + role + " could not be looked up");
  if (!lookup) return tl::unexpected(lookup.error());
  if (auto fit = check_role(*lookup, role, admin.server_version()); !fit) return tl::unexpected(fit.error());
  auto timeout = read_statement_timeout(*lookup, role);
  if (!timeout) return tl::unexpected(timeout.error());
  auto auth_uid = read_auth_uid(*lookup);
  if (!auth_uid) return tl::unexpected(auth_uid.error());

  Identity identity;
  identity.role = role;
  identity.auth_uid = std::move(*auth_uid);
  identity.wants_subject = identity.auth_uid.find(subject_setting) != std::string::npos &&
                           identity.auth_uid.find(claims_setting) == std::string::npos;
  identity.settings.emplace_back("search_path", search_path);
  if (!timeout->empty()) identity.settings.emplace_back("statement_timeout", std::move(*timeout));
  identity.settings.emplace_back("role", role);
  identity.frame_sql = select_calls(identity, admin, true, "$1", "$2");
  identity.values.push_back({Value::Kind::claims});
  if (identity.wants_subject) identity.values.push_back({Value::Kind::subject});
  return identity;
}

std::string make_claims(const std::string& user, const std::string& role, std::int64_t now_s) {
  const std::string sub = json_text(user), email = json_text("user-" + user.substr(0, 8) + "@example.com");
  return fmt::format(
      R"({{"aud":"authenticated","exp":{exp},"iat":{now},"iss":"https://loadtest.example.com/auth/v1","sub":{sub},)"
      R"("email":{email},"phone":"","app_metadata":{{"provider":"email","providers":["email"]}},)"
      R"("user_metadata":{{"avatar_url":"https://loadtest.example.com/storage/v1/object/public/avatars/default.png",)"
      R"("email":{email},"email_verified":true,"full_name":"A Traveller Under Load Test","locale":"en-AU","phone_verified":false,)"
      R"("sub":{sub}}},"role":{role},"aal":"aal1","amr":[{{"method":"password","timestamp":{now}}}],)"
      R"("session_id":{sub},"is_anonymous":false}})",
      fmt::arg("exp", now_s + 3600), fmt::arg("now", now_s), fmt::arg("sub", sub), fmt::arg("email", email),
      fmt::arg("role", json_text(role)));
}

std::string make_anon_claims(const std::string& role, std::int64_t now_s) {
  constexpr std::int64_t ten_years_s = 315'360'000;  // it lives as long as the project
  return fmt::format(R"({{"iss":"supabase","ref":"abcdefghijklmnopqrst","role":{},"iat":{},"exp":{}}})",
                     json_text(role), now_s, now_s + ten_years_s);
}

}  // namespace loadtest
