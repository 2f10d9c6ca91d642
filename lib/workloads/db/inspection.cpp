#include "workloads/db/inspection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "core/text.h"
#include "core/units.h"
#include "pg/sql_text.h"
#include "workloads/db/access.h"
#include "workloads/db/leak_look.h"
#include "workloads/db/postgrest.h"
#include "workloads/db/row_security.h"
#include "workloads/db/session_check.h"

namespace loadtest {
namespace {

using Mode = AdminTransaction::Access;

constexpr const char* purpose = "the database could not be looked at";
constexpr std::size_t shown_max = 300, sample_rows_max = 100'000;
constexpr const char* anon_role = "anon";
constexpr const char* anon_frame_name = "loadtest_frame_anon";

/// What the server says of itself and of this login.
struct Server {
  std::string version, database, login, pid;
  Access login_access;
};

Result<Server> look_at_server(pg::Admin& admin, const QueryMix& mix) {
  auto lookup = AdminTransaction::begin(admin, Mode::read, purpose);
  if (!lookup) return tl::unexpected(lookup.error());
  const auto rows = lookup->query(
      "SELECT split_part(current_setting('server_version'), ' ', 1), current_database(), session_user, "
      "pg_backend_pid()");
  if (!rows) return tl::unexpected(rows.error());
  auto access = Access::read(*lookup, tables_under(mix));
  if (!access) return tl::unexpected(access.error());
  const auto& row = rows->at(0);
  return Server{.version = row.at(0).value_or(""),
                .database = row.at(1).value_or(""),
                .login = row.at(2).value_or(""),
                .pid = row.at(3).value_or(""),
                .login_access = std::move(*access)};
}

Status check_tables(const QueryMix& mix, const Server& server) {
  std::vector<std::string> missing;
  for (const std::string& table : tables_of(mix))
    if (!server.login_access.find(table)) missing.push_back(table);
  if (missing.empty()) return {};
  const bool one = missing.size() == 1;
  return fail(ErrorKind::target,
              fmt::format("table{} {} do{} not exist", one ? "" : "s", fmt::join(missing, ", "), one ? "es" : ""),
              fmt::format("is {} the right database? --only leaves out what needs {}", escape_foreign(server.database),
                          one ? "it" : "them"));
}

// What PREPARE takes; a mix of files may have others.
std::vector<Step> prepared_steps(const QueryMix& mix) {
  constexpr std::array<std::string_view, 7> kinds{"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH"};
  std::vector<Step> steps;
  for (const QueryMix::Entry& entry : mix.entries)
    for (const Step& step : entry.statement->steps)
      if (std::find(kinds.begin(), kinds.end(), pg::first_word(step.sql)) != kinds.end()) steps.push_back(step);
  return steps;
}

// As the login role, in a transaction of its own each.
Status read_samples(pg::Admin& admin, const QueryMix& mix, Inspection& found) {
  for (const std::string& query : mix.samples) {
    auto lookup = AdminTransaction::begin(admin, Mode::read, "what values are drawn from could not be read");
    if (!lookup) return tl::unexpected(lookup.error());
    const auto rows = lookup->query(fmt::format("SELECT * FROM ({}\n) drawn_from LIMIT {}",
                                                query.substr(0, pg::end_of_statement(query)), sample_rows_max));
    if (!rows) return tl::unexpected(rows.error());
    std::vector<std::string>& sample = found.samples.emplace_back();
    for (const auto& row : *rows)
      if (row.at(0)) sample.push_back(*row.at(0));
    if (sample.empty()) {
      return fail(ErrorKind::target, "the sample \"" + escape_foreign(query, 100) + "\" gave no value",
                  "it is read by the login role");
    }
  }
  return {};
}

// Tables may be there and lack a column. Preparing a statement shows it, and runs nothing; that the login role may not
// run it is no matter here.
Status check_statements(pg::Admin& admin, const QueryMix& mix) {
  constexpr std::string_view mistakes = "42", insufficient_privilege = "42501";
  for (const Step& step : prepared_steps(mix)) {
    auto lookup = AdminTransaction::begin(admin, Mode::read, purpose);
    if (!lookup) return tl::unexpected(lookup.error());
    const auto fits = admin.query(fmt::format("PREPARE loadtest_check AS {}\n; DEALLOCATE loadtest_check", step.sql));
    if (fits || !fits.error().sqlstate.starts_with(mistakes) || fits.error().sqlstate == insufficient_privilege)
      continue;
    Error error = refused(fmt::format("{} does not fit the tables of this database", step.name), fits.error());
    error.hint = "--only names the statements that do";
    return tl::unexpected(std::move(error));
  }
  return {};
}

// As the role, but as no user of it: rights and policies in force are the same for all.
Result<Access> look_as_role(pg::Admin& admin, const QueryMix& mix, const std::string& role) {
  auto lookup =
      AdminTransaction::begin(admin, Mode::read, purpose, "SELECT set_config('role', " + admin.quote(role) + ", true)");
  if (!lookup) return tl::unexpected(lookup.error());
  return Access::read(*lookup, tables_under(mix));
}

const char* when_set(const DbSettings& settings) {
  if (settings.rls == Rls::session) return "once a connection";
  if (settings.as_postgrest) return "in each transaction, as PostgREST does";
  return settings.pipeline ? "in each transaction, in one round trip with its statement" : "in each transaction";
}

Result<Identity> read_identity(pg::Admin& admin, const DbSettings& settings, const std::string& role) {
  auto identity = Identity::read(admin, role);
  if (!identity || !settings.as_postgrest) return identity;
  if (auto adopted = postgrest::adopt(admin, *identity); !adopted) return tl::unexpected(adopted.error());
  return identity;
}

Status look_at_anon(pg::Admin& admin, const DbSettings& settings, Inspection& found) {
  if (settings.anon_share <= 0) return {};
  auto identity = read_identity(admin, settings, anon_role);
  if (!identity) return tl::unexpected(identity.error());
  found.anon = std::move(*identity);
  found.anon.name = anon_frame_name;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  found.anon_claims = make_anon_claims(anon_role, std::chrono::duration_cast<std::chrono::seconds>(now).count());
  found.facts.emplace_back("anon", show_share(settings.anon_share) + " of the reads");
  return {};
}

Status look_at_identity(pg::Admin& admin, const DbSettings& settings, const Server& server, Inspection& found,
                        Access& requests, Remarks& remarks) {
  if (settings.rls == Rls::off) {
    warn_of_bypass(settings.mix, server.login_access, remarks);
    found.facts.emplace_back("identity", "the login role's own");
    return {};
  }
  auto identity = read_identity(admin, settings, settings.role);
  if (!identity) return tl::unexpected(identity.error());
  found.identity = std::move(*identity);
  auto looked = look_as_role(admin, settings.mix, settings.role);
  if (!looked) return tl::unexpected(looked.error());
  requests = std::move(*looked);
  warn_of_open_tables(settings.mix, requests, remarks);
  if (found.identity.auth_uid.empty())
    remarks.warnings.emplace_back("there is no function auth.uid(): no policy can ask it whose request it is");
  found.facts.emplace_back("identity", fmt::format("{}, set {}", settings.role, when_set(settings)));
  found.facts.emplace_back(
      "auth.uid()", found.identity.auth_uid.empty() ? "none" : escape_foreign(found.identity.auth_uid, shown_max));
  return look_at_anon(admin, settings, found);
}

const char* how_sent(Protocol protocol, bool pooler) {
  if (protocol == Protocol::simple) return "sent as text";
  return pooler || protocol == Protocol::extended ? "parsed each time" : "prepared once a connection";
}

void look_at_way(const pg::Admin& admin, const Server& server, Inspection& found, Remarks& remarks) {
  // A pooler answers the login itself, with a number of its own for the process.
  const bool pooler = std::to_string(admin.login_pid()) != server.pid;
  found.pooler = pooler;
  // It may give each transaction another server process, where a statement prepared before is not known.
  found.prepare_statements = !pooler;
  found.facts.emplace_back("pooler", pooler ? "yes" : "no");
  if (pooler) {
    remarks.notes.emplace_back(
        "a pooler stands between, which may give each transaction another server process: statements are parsed each "
        "time, since one that was prepared before would be unknown there or another client's");
  }
}

}  // namespace

Result<Inspection> inspect(const DbSettings& settings, Remarks& remarks) {
  auto admin = pg::Admin::connect(settings.conninfo, settings.connect_timeout);
  if (!admin) return tl::unexpected(admin.error());
  const auto server = look_at_server(*admin, settings.mix);
  if (!server) return tl::unexpected(server.error());
  if (auto complete = check_tables(settings.mix, *server); !complete) return tl::unexpected(complete.error());
  if (auto fits = check_statements(*admin, settings.mix); !fits) return tl::unexpected(fits.error());

  Inspection found;
  if (auto sampled = read_samples(*admin, settings.mix, found); !sampled) return tl::unexpected(sampled.error());
  found.facts.emplace_back("server", "PostgreSQL " + escape_foreign(server->version, 40));
  found.facts.emplace_back("login role", escape_foreign(server->login, 80));
  found.facts.emplace_back("bypasses RLS", server->login_access.bypasses_row_security ? "yes" : "no");
  Access requests;  // what the role may do
  if (auto looked = look_at_identity(*admin, settings, *server, found, requests, remarks); !looked)
    return tl::unexpected(looked.error());
  look_at_way(*admin, *server, found, remarks);
  found.facts.emplace_back("statements", how_sent(settings.protocol, found.pooler));

  auto book = UserBook::read(*admin, settings, settings.rls == Rls::off ? nullptr : &found.identity, remarks);
  if (!book) return tl::unexpected(book.error());
  found.book = std::move(*book);
  if (settings.leak_check && settings.rls != Rls::off) {
    found.leaks = look_for_leaks(*admin, settings.mix, found.identity, found.book, requests, remarks);
    remarks.warnings.insert(remarks.warnings.end(), found.leaks.begin(), found.leaks.end());
  }
  found.facts.emplace_back("users", fmt::format("{} of {} read", show_count(found.book.users.size()),
                                                show_count(found.book.users_looked_at)));
  if (settings.rls == Rls::session) {
    const std::size_t speakers = std::min<std::size_t>(found.book.users.size(), settings.pool_size);
    for (std::size_t i = 0; i < speakers; ++i) {
      const BookedUser& user = found.book.users[i];
      found.session_sql.push_back(found.identity.session_sql(*admin, user.id, user.claims));
    }
    auto stays = check_session_stays(std::move(*admin), settings.conninfo, settings.connect_timeout);
    if (!stays) return tl::unexpected(stays.error());
  }
  return found;
}

}  // namespace loadtest
