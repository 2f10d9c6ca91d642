#include "workloads/db/db_options.h"

#include <algorithm>
#include <array>

#include "core/host_name.h"
#include "core/share.h"
#include "core/text.h"
#include "core/units.h"
#include "workloads/db/mix_sources.h"
#include "workloads/db/run_rows.h"
#include "workloads/db/user_choice.h"
#include "workloads/db/user_ids.h"

namespace loadtest {
namespace {

constexpr std::uint64_t pool_size_max = 10'000, tries_max = 1'000'000;
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
    settings_.mix = read_mix(request_.options.all("mix"), request_.options.get_or("only", ""), read_defines(),
                             request_.seed, request_.problems);
    if (const auto size = parse_count(request_.options.get_or("pool-size", "20"), 1, pool_size_max))
      settings_.pool_size = static_cast<std::uint32_t>(*size);
    else
      problem("pool-size", size.error());
    read_rls();
    read_requests();
    read_sending();
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

  Defines read_defines() {
    Defines defines;
    for (const std::string& text : request_.options.all("define")) {
      const std::size_t equals = text.find('=');
      if (equals == std::string::npos || equals == 0)
        problem("define", "\"" + escape_foreign(text, 40) + "\" gives no value to a name", "try scale=10");
      else
        defines[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return defines;
  }

  // How statements are sent, and what becomes of those that meet another or take long.
  void read_sending() {
    constexpr std::array<std::string_view, 3> protocols{"prepared", "extended", "simple"};
    const std::string text = request_.options.get_or("protocol", "prepared");
    const auto protocol = std::find(protocols.begin(), protocols.end(), text);
    if (protocol == protocols.end())
      problem("protocol", "there is no protocol \"" + escape_foreign(text, 40) + "\"",
              "there are prepared, extended and simple");
    else
      settings_.protocol = static_cast<Protocol>(protocol - protocols.begin());
    if (settings_.protocol == Protocol::simple && settings_.pipeline)
      problem("protocol", "the simple protocol sends one statement at a time", "leave --pipeline out");
    if (const auto tries = parse_count(request_.options.get_or("max-tries", "1"), 1, tries_max))
      settings_.max_tries = static_cast<std::uint32_t>(*tries);
    else
      problem("max-tries", tries.error());
    if (const auto limit = request_.options.get("latency-limit")) {
      if (const auto read = parse_duration(*limit))
        settings_.latency_limit = *read;
      else
        problem("latency-limit", read.error());
    }
    const auto several = [](const QueryMix::Entry& entry) { return entry.statement->steps.size() > 1; };
    const auto& entries = settings_.mix.entries;
    const auto found = std::find_if(entries.begin(), entries.end(), several);
    if (settings_.pipeline && found != entries.end())
      problem("pipeline", found->statement->name + " is a transaction of several statements", "leave --pipeline out");
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
    read_explain();
    settings_.leak_check = !request_.options.has("no-leak-check");
  }

  void read_explain() {
    constexpr std::array<std::string_view, 3> kinds{"off", "reads", "writes"};
    const std::string text = request_.options.get_or("explain", "reads");
    const auto kind = std::find(kinds.begin(), kinds.end(), text);
    if (kind == kinds.end())
      return problem("explain", "\"" + escape_foreign(text, 40) + "\" is none of the kinds of statements",
                     "there are off, reads and writes");
    settings_.explain = static_cast<Explain>(kind - kinds.begin());
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

DbSettings read_db_settings(const WorkloadRequest& request) { return Reader(request).read(); }

std::string default_application_name(std::string_view run_id) { return "loadtest-" + std::string(run_id); }

void name_connections(DbSettings& settings) {
  const std::string name = settings.conninfo.get("application_name");
  if (name.empty() || name == unnamed)
    settings.conninfo.set("application_name", default_application_name(settings.run_id));
}

}  // namespace loadtest
