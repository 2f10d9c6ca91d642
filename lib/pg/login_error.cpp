#include "pg/login_error.h"

#include "core/text.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

namespace {

std::string quoted(const std::string& name) { return "\"" + escape_foreign(name) + "\""; }

// "localhost:5432, /run/postgresql (port 5433)"
std::string places(const Conninfo& conninfo) {
  std::string text, last;
  for (const Conninfo::Host& host : conninfo.hosts()) {
    const std::string& name = host.name.empty() ? host.address : host.name;
    const bool ipv6 = !host.is_socket() && name.find(':') != std::string::npos;
    std::string place = host.is_socket() ? name + " (port " + host.port + ")"
                        : ipv6           ? "[" + name + "]:" + host.port
                                         : name + ":" + host.port;
    if (place == last) continue;  // another address of the same name
    if (!text.empty()) text += ", ";
    text += place;
    last = std::move(place);
  }
  return escape_foreign(text);
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

Error refused(const Conninfo& conninfo, const std::string& code, const std::string& reason) {
  const auto told = [&](std::string what, std::string hint) {
    return Error{ErrorKind::target, std::move(what) + " (" + code + ": " + reason + ")", std::move(hint)};
  };
  if (code == "3D000")
    return {ErrorKind::target, "database " + quoted(conninfo.get("dbname")) + " does not exist (3D000)",
            "check the name at the end of the connection string"};
  if (code == "53300") return told("the database takes no more connections", "raise max_connections, or close others");
  if (code == "57P03") return told("the database is not ready", "it starts, stops or recovers: try again");
  const std::string what = "the database refused the login of " + quoted(conninfo.get("user"));
  if (code == "28P01") return told(what, "check user and password (PGPASSWORD, or a password file)");
  if (code == "28000") return told(what, "check the user, and what the server's pg_hba.conf allows from here");
  return told(what, {});
}

}  // namespace

Error login_error(const Conninfo& conninfo, const std::string& kind, std::string_view message) {
  const std::string reason = one_line(message);
  if (const std::string_view code = find_sqlstate(message); !code.empty()) {
    return refused(conninfo, std::string(code), reason);
  }
  const std::string away = "cannot reach the database at " + places(conninfo);
  if (kind == "connection refused")
    return {ErrorKind::target, away + " (" + (has(message, "No such file") ? "no such socket" : kind) + ")",
            "is PostgreSQL running, and are host and port right?"};
  if (kind == "connect timeout")
    return {ErrorKind::target, away + " (no answer in time)",
            "are host and port right, and does a firewall let us through?"};
  if (kind == "no password")
    return {ErrorKind::target, "the database wants a password for " + quoted(conninfo.get("user")),
            "give it with PGPASSWORD, or a password file"};
  if (kind == "tls error" && (has(message, "certificate") || has(message, "match host name")))
    return {ErrorKind::target, "the server's certificate is not trusted: " + reason,
            "name its authority with sslrootcert, or ask for less with sslmode"};
  if (kind == "tls error" && has(message, "does not support SSL"))
    return {ErrorKind::target, "no encryption: " + reason, "sslmode=prefer goes on without it"};
  return {ErrorKind::target, away + " (" + (reason.empty() ? kind : reason) + ")", {}};
}

}  // namespace loadtest::pg
