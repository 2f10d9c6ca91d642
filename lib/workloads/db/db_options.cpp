#include "workloads/db/db_options.h"

#include <algorithm>
#include <array>

#include "core/host_name.h"
#include "core/text.h"
#include "core/units.h"
#include "workloads/db/run_rows.h"
#include "workloads/db/user_choice.h"
#include "workloads/db/user_ids.h"

namespace loadtest {
namespace {

constexpr std::string_view load = "Load";
constexpr std::uint64_t pool_size_max = 10'000;
constexpr const char* usual_role = "authenticated";
constexpr const char* unnamed = "loadtest";       // what Conninfo falls back to
constexpr std::string_view pooler_port = "6543";  // of the poolers at Supabase, in transaction mode

class Reader {
 public:
  explicit Reader(const WorkloadRequest& request) : request_(request) {}

  DbSettings read() {
    settings_.connect_timeout = request_.connect_timeout;
    settings_.seed = request_.seed;
    settings_.run_id = request_.run_id;
    settings_.workers = request_.users;
    if (request_.options.get("only") == "") problem("only", "no statement is named", "leave it out for all of them");
    settings_.keep_rows = request_.options.has("keep-rows");
    if (const auto run_id = request_.options.get("clean-up")) {
      if (const Status right = check_run_id(*run_id); !right) problem("clean-up", right.error());
    }
    settings_.mix =
        QueryMix::read(request_.options.get_or("mix", "80:20"), request_.options.get_or("only", ""), request_.problems);
    if (const auto size = parse_count(request_.options.get_or("pool-size", "20"), 1, pool_size_max))
      settings_.pool_size = static_cast<std::uint32_t>(*size);
    else
      problem("pool-size", size.error());
    read_rls();
    read_requests();
    read_user_ids();
    if (!request_.address_follows) read_address();
    name_connections(settings_);
    return std::move(settings_);
  }

 private:
  void problem(std::string_view option, Error error) {
    error.kind = ErrorKind::usage;
    error.message = "--" + std::string(option) + ": " + error.message;
    request_.problems.push_back(std::move(error));
  }
  void problem(std::string_view option, std::string what, std::string hint) {
    problem(option, Error{ErrorKind::usage, std::move(what), std::move(hint)});
  }

  void read_rls() {
    constexpr std::array<std::string_view, 3> modes{"transaction", "session", "off"};
    const std::string text = request_.options.get_or("rls", "transaction");
    const auto mode = std::find(modes.begin(), modes.end(), text);
    if (mode == modes.end()) {
      const auto near = nearest(text, modes);
      problem("rls", "\"" + escape_foreign(text, 40) + "\" is no place to set role and claims",
              near.empty() ? "there are transaction, session and off" : "did you mean " + std::string(near));
    } else {
      settings_.rls = static_cast<Rls>(mode - modes.begin());
    }
    settings_.pipeline = request_.options.has("pipeline");
    if (settings_.pipeline && settings_.rls != Rls::transaction) {
      problem("pipeline", "with --rls " + text + " a query is one round trip already", "leave one of them out");
    }
    const auto role = request_.options.get("role");
    if (settings_.rls != Rls::off) settings_.role = role.value_or(usual_role);
    if (role && settings_.rls == Rls::off) {
      problem("role", "no role is set with --rls off", "leave one of them out");
    } else if (role && role->empty()) {
      problem("role", "a role has a name", std::string("try ") + usual_role);
    }
  }

  // As whom requests come, beside the role.
  void read_requests() {
    const bool framed = settings_.rls == Rls::transaction;
    const auto as = request_.options.get("as");
    settings_.as_postgrest = as == "postgrest";
    if (as && !settings_.as_postgrest) {
      problem("as", "\"" + escape_foreign(*as, 40) + "\" is nobody whose requests are known", "there is postgrest");
    } else if (as && !framed) {
      problem("as", "what PostgREST sends stands in each transaction", "leave --rls out");
    } else if (as && settings_.pipeline) {
      problem("as", "PostgREST waits for each answer", "leave --pipeline out");
    }
    if (const auto share = parse_share(request_.options.get_or("anon-share", "0"))) {
      settings_.anon_share = *share;
      if (*share > 0 && !framed)
        problem("anon-share", "a role is set in each transaction or not at all", "leave --rls out");
    } else {
      problem("anon-share", share.error());
    }
    if (const auto zipf = parse_skew(request_.options.get_or("user-skew", "uniform"))) {
      settings_.user_zipf = *zipf;
      if (*zipf > 0 && settings_.rls == Rls::session)
        problem("user-skew", "with --rls session each connection speaks for one user", "leave one of them out");
    } else {
      problem("user-skew", zipf.error());
    }
    settings_.leak_check = !request_.options.has("no-leak-check");
  }

  void read_user_ids() {
    const auto file = request_.options.get("user-ids");
    if (!file) return;
    auto ids = read_user_ids_file(*file);
    if (!ids) return problem("user-ids", ids.error());
    settings_.user_ids = std::move(*ids);
  }

  void read_address() {
    const std::string address = request_.options.get_or("db", "");
    if (address.empty()) return problem("db", "the connection string is empty", "leave it out for the default");
    const std::string password = request_.options.get_or("db-password", "");
    request_.redactor.add(password);
    auto conninfo = pg::Conninfo::read(address, password);
    if (!conninfo) return problem("db", conninfo.error());
    for (const std::string& secret : conninfo->secrets()) request_.redactor.add(secret);
    settings_.conninfo = std::move(*conninfo);
    if (settings_.rls == Rls::session) refuse_poolers();
  }

  void refuse_poolers() {
    for (const pg::Conninfo::Host& host : settings_.conninfo.hosts()) {
      if (host.is_socket()) continue;
      const bool by_name = has_host_word(plain_host(host.name), "pooler");
      if (!by_name && host.port != pooler_port) continue;
      return problem("rls",
                     "session needs a connection of its own, and " + escape_foreign(host.name, 80) + ":" + host.port +
                         " is a pooler by its " + (by_name ? "name" : "port"),
                     "use --rls transaction, or the direct connection (at Supabase db.PROJECT.supabase.co:5432)");
    }
  }

  const WorkloadRequest& request_;
  DbSettings settings_;
};

}  // namespace

constexpr std::array<OptionSpec, 20> db_options{{
    {.name = "db",
     .value = "URL",
     .fallback = "postgresql://localhost/wheels_wins",
     .help = "database to connect to: a URL, or a connection string of libpq (\"host=db.example.com dbname=shop\"); "
             "passwords also by PGPASSWORD or PGPASSFILE",
     .environment = "DATABASE_URL"},
    {.name = "db-password",
     .value = "PASSWORD",
     .fallback = "",
     .help = "",
     .environment = "PGPASSWORD",
     .secret = true},
    {.name = "pool-size", .value = "N", .fallback = "20", .help = "connections that the workers share, 1 to 10000"},
    {.name = "mix",
     .value = "R:W",
     .fallback = "80:20",
     .help = "reads to writes; reads share their part equally, of the writes half are inserts"},
    {.name = "only",
     .value = "NAMES",
     .fallback = "",
     .help = "only these statements, by commas: profile, expenses, budget, conversations, message_insert, "
             "expense_update, conversation_update"},
    {.name = "rls",
     .value = "transaction|session|off",
     .fallback = "transaction",
     .help = "where a request's role and claims are set: in each transaction, which is right everywhere; once a "
             "connection, without a pooler in between; or not at all: everything as the login role"},
    {.name = "pipeline",
     .value = "",
     .fallback = "",
     .help = "send BEGIN, role and claims, the statement and COMMIT together: one round trip a query, where they are "
             "sent one by one otherwise, as PostgREST does"},
    {.name = "as",
     .value = "postgrest",
     .fallback = "",
     .help =
         "send exactly what PostgREST sends: BEGIN with isolation and access mode, one SELECT of set_config() calls "
         "with the role's settings, claims and request, the statement, COMMIT, by named prepared statements; each "
         "round trip is measured"},
    {.name = "anon-share",
     .value = "SHARE",
     .fallback = "0",
     .help = "share of the reads that come as the role anon, as of who has not signed in: 5% or 0.05"},
    {.name = "user-skew",
     .value = "uniform|zipf[:S]",
     .fallback = "uniform",
     .help = "how often users come: all alike, or the n-th n^-S as often as the first (S: 1)"},
    {.name = "no-leak-check",
     .value = "",
     .fallback = "",
     .help = "do not look whether rows that come back belong to the user who asks; one that does not fails the run, "
             "also with --no-default-criteria"},
    {.name = "role", .value = "NAME", .fallback = "(authenticated)", .help = "role that requests run as"},
    {.name = "user-ids",
     .value = "FILE",
     .fallback = "(read from auth.users or profiles)",
     .help = "whose requests are played: one UUID a line; - reads standard input",
     .local = true},
    {.name = "keep-rows",
     .value = "",
     .fallback = "",
     .help = "leave what the run inserted; loadtest db --clean-up removes it later"},
    {.name = "clean-up",
     .value = "RUN_ID",
     .fallback = "",
     .help = "run nothing, but remove the rows that an earlier run inserted and left"},
    {.name = "queries",
     .value = "N",
     .fallback = "(1000, or none with --duration)",
     .help = "how many queries are started in all; with --duration, whichever comes first",
     .group = load},
    {.name = "workers",
     .value = "N",
     .fallback = "10",
     .help = "virtual users, each with one query at a time over the shared pool, 1 to 1000000",
     .group = load},
    {.name = "duration",
     .value = "T",
     .fallback = "(until --queries are done)",
     .help = "how long queries are started, after the warm-up; T is 300 (seconds), 0.2s, 250ms, 90s, 5m or 1h30m",
     .group = load},
    {.name = "think-time",
     .value = "T",
     .fallback = "0s",
     .help = "closed model: pause of a worker between an answer and the next query",
     .group = load},
    {.name = "ramp-up",
     .value = "T",
     .fallback = "(workers/50 s, at most a quarter of the run; 0 where --queries alone end it)",
     .help = "workers begin, and an open model's rate rises, evenly over this time; 0: all begin at the start",
     .group = load},
}};

DbSettings read_db_settings(const WorkloadRequest& request) { return Reader(request).read(); }

std::string default_application_name(std::string_view run_id) { return "loadtest-" + std::string(run_id); }

void name_connections(DbSettings& settings) {
  const std::string name = settings.conninfo.get("application_name");
  if (name.empty() || name == unnamed)
    settings.conninfo.set("application_name", default_application_name(settings.run_id));
}

}  // namespace loadtest
