#include "target/make_database.h"

#include <fmt/format.h>

#include <array>
#include <pqxx/pqxx>

#include "target/sql_scripts.h"

namespace loadtest::target {

namespace {

// The last two keep passwords out of what the server remembers of its statements.
std::string connection_string(const FreshServer& server, std::string_view database) {
  return fmt::format(
      "host='{}' port={} user=supabase_admin password={} dbname={} client_encoding=UTF8 connect_timeout=10 "
      "application_name=loadtest options='-c statement_timeout=60s -c client_min_messages=warning -c "
      "log_statement=none "
      "-c log_min_error_statement=panic'",
      server.socket_folder.string(), server.port, server.password.reveal(), database);
}

bool is_loaded(pqxx::nontransaction& session, const std::string& extension) {
  return !session
              .exec("select from pg_available_extensions where name = '" + extension +
                    "' and current_setting('shared_preload_libraries') ~ name")
              .empty();
}

void set_password(pqxx::nontransaction& session, const std::string& role, const Secret& password) {
  session.exec("alter role " + role + " password " + session.quote(password.reveal()));
}

// What the server remembers of statements begins after ours; they had passwords in them.
void add_statement_statistics(pqxx::nontransaction& session) {
  if (!is_loaded(session, "pg_stat_statements")) return;
  session.exec("create extension pg_stat_statements with schema extensions");
  session.exec("select extensions.pg_stat_statements_reset()");
}

}  // namespace

Status make_database(const FreshServer& server, const Secret& user_password, const Secret& authenticator_password,
                     StopRequest& stop) try {
  {
    pqxx::connection connection(connection_string(server, "postgres"));
    pqxx::nontransaction(connection).exec("create database wheels_wins");
  }
  pqxx::connection connection(connection_string(server, "wheels_wins"));
  pqxx::nontransaction session(connection);
  for (const std::string_view script :
       std::array<std::string_view, 4>{schema_sql(), seed_sql(), keys_sql(), "vacuum analyze"}) {
    if (stop.asked()) return fail(ErrorKind::target, "stopped while the database was filled");
    session.exec(std::string(script));
  }
  set_password(session, "postgres", user_password);
  set_password(session, "authenticator", authenticator_password);
  add_statement_statistics(session);
  return {};
} catch (const std::exception& error) {
  return fail(ErrorKind::target, fmt::format("the database cannot be filled: {}", error.what()));
}

}  // namespace loadtest::target
