#include "workloads/db/postgrest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "workloads/db/admin_transaction.h"

namespace loadtest::postgrest {

namespace {

using Kind = Identity::Value::Kind;

constexpr const char* isolation_setting = "default_transaction_isolation";
// Beside the role's settings there are search path, role, claims, their subject and four of the request.
constexpr std::size_t settings_max = Identity::values_max - 8;

// What a browser sends by supabase-js, as PostgREST hands it on; the token in it is of a usual length and none.
std::string headers() {
  constexpr std::size_t token_bytes = 560;
  return R"({"accept":"application/json","accept-encoding":"gzip, deflate, br","accept-profile":"public",)"
         R"("authorization":"Bearer )" +
         std::string(token_bytes, 'x') +
         R"(","host":"loadtest.example.com","origin":"https://app.example.com","user-agent":"Mozilla/5.0 (X11; Linux)"
         R"( x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36","x-client-info":)"
         R"("supabase-js-web/2.45.4","x-forwarded-for":"203.0.113.7","x-forwarded-proto":"https"})";
}

// As PostgREST reads them: those of the role for all databases, and of these what any user may set.
Result<pg::Admin::Rows> read_settings(AdminTransaction& lookup, const std::string& role) {
  return lookup.query(fmt::format(
      "SELECT kv.name, kv.value FROM (SELECT substr(one, 1, strpos(one, '=') - 1) AS name, substr(one, strpos(one, "
      "'=') + 1) AS value FROM pg_roles r, unnest(r.rolconfig) one WHERE r.rolname = {}) kv JOIN pg_settings s ON "
      "s.name = kv.name WHERE s.context = 'user' ORDER BY 1",
      lookup.quote(role)));
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

void write_frame(const pg::Admin& admin, Identity& identity) {
  identity.values.clear();
  identity.frame_sql = "select ";
  const auto add = [&](const std::string& name, Kind kind, std::string text = {}) {
    identity.values.push_back({kind, std::move(text)});
    identity.frame_sql += fmt::format("{}set_config({}, ${}, true)", identity.values.size() == 1 ? "" : ", ",
                                      admin.quote(name), identity.values.size());
  };
  for (const auto& [name, value] : identity.settings) add(name, Kind::fixed, value);
  add("request.jwt.claims", Kind::claims);
  add("request.method", Kind::method);
  add("request.path", Kind::path);
  add("request.headers", Kind::fixed, headers());
  add("request.cookies", Kind::fixed, "{}");
  if (identity.wants_subject) add("request.jwt.claim.sub", Kind::subject);
}

}  // namespace

std::vector<std::string> greeting() { return {"SET client_encoding = 'UTF8'", "SET client_min_messages TO WARNING"}; }

const char* method_of(std::string_view sql) {
  sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n("), sql.size()));
  const std::string first = upper(std::string(sql.substr(0, sql.find_first_of(" \t\r\n"))));
  if (first == "INSERT") return "POST";
  if (first == "UPDATE") return "PATCH";
  if (first == "DELETE") return "DELETE";
  return "GET";
}

Status adopt(pg::Admin& admin, Identity& identity) {
  auto lookup = AdminTransaction::begin(admin, AdminTransaction::Access::read,
                                        "the settings of role " + identity.role + " could not be read");
  if (!lookup) return tl::unexpected(lookup.error());
  const auto rows = read_settings(*lookup, identity.role);
  if (!rows) return tl::unexpected(rows.error());
  if (rows->size() > settings_max) {
    return fail(ErrorKind::target, fmt::format("role {} has {} settings, --as postgrest sends {} at most",
                                               identity.role, rows->size(), settings_max));
  }
  const auto of_role = [](const auto& setting) { return setting.first != "search_path" && setting.first != "role"; };
  std::erase_if(identity.settings, of_role);
  for (const auto& row : *rows) {
    const std::string name = row.at(0).value_or(""), value = row.at(1).value_or("");
    if (name == isolation_setting) {
      identity.isolation = upper(value);
    } else {
      identity.settings.insert(identity.settings.end() - 1, {name, value});
    }
  }
  write_frame(admin, identity);
  return {};
}

}  // namespace loadtest::postgrest
