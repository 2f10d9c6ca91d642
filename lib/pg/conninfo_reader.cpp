#include "pg/conninfo_reader.h"

#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "pg/handle.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

constexpr const char* what_it_is = "it is a URL such as postgresql://user@host:5432/name, or keyword=value pairs";

// No folder has this name, so a login comes as far as its options and no further.
constexpr const char* nowhere = "/loadtest-checks-the-options-only";

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

/// Lets libpq see this service and no other while it lives, none where it is empty. Before there are threads: the
/// environment is everybody's.
class ServiceInEnvironment {
 public:
  explicit ServiceInEnvironment(const std::string& service) : before_(usual()) {
    service.empty() ? ::unsetenv(name) : ::setenv(name, service.c_str(), 1);
  }
  ~ServiceInEnvironment() {
    if (before_) {
      ::setenv(name, before_->c_str(), 1);
    } else {
      ::unsetenv(name);
    }
  }
  ServiceInEnvironment(const ServiceInEnvironment&) = delete;
  ServiceInEnvironment& operator=(const ServiceInEnvironment&) = delete;

  static std::optional<std::string> usual() {
    const char* service = std::getenv(name);
    return service != nullptr ? std::optional<std::string>(service) : std::nullopt;
  }

 private:
  static constexpr const char* name = "PGSERVICE";
  std::optional<std::string> before_;
};

std::string first_quoted(std::string_view message) {
  const std::size_t begin = message.find('"');
  if (begin == message.npos) return {};
  const std::size_t end = message.find('"', begin + 1);
  return end == message.npos ? std::string() : std::string(message.substr(begin + 1, end - begin - 1));
}

std::vector<std::string_view> keywords(const PQconninfoOption* options) {
  std::vector<std::string_view> all;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) all.push_back(option->keyword);
  return all;
}

// libpq quotes what it does not understand, and that may be a part of a password: of it we repeat what looks like a
// keyword that was mistyped, and nothing else.
Error explain(std::string_view message) {
  const Options known(PQconndefaults());
  const std::string quoted = first_quoted(message);
  const std::vector<std::string_view> candidates = keywords(known.get());
  const bool is_option =
      message.starts_with("invalid connection option") || message.starts_with("invalid URI query parameter");
  const std::string_view meant = is_option ? nearest(quoted, candidates) : std::string_view{};
  if (!meant.empty()) {
    return {ErrorKind::usage, "the connection string has an unknown keyword \"" + quoted + "\"",
            "did you mean \"" + std::string(meant) + "\"?"};
  }
  if (is_option && quoted.find("://") == quoted.npos)
    return {ErrorKind::usage, "the connection string has an unknown keyword",
            "a value with a space in it wants single quotes"};
  if (message.starts_with("invalid percent-encoded"))
    return {ErrorKind::usage, "the connection URL has a \"%\" that begins no %XX", "write a plain \"%\" as %25"};
  if (message.starts_with("unterminated quoted"))
    return {ErrorKind::usage, "the connection string has a quote that does not end", "write a quote in a value as \\'"};
  return {ErrorKind::usage, "not a connection string", what_it_is};
}

// libpq ends user and password at the first of these two. Unencoded inside of a password, they would have its rest
// taken, and shown, for the host or the name of the database.
Status check_url(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == text.npos || !text.starts_with("postgres")) return {};
  const std::string_view rest = text.substr(scheme + 3);
  const std::size_t end = rest.find_first_of("@/");
  if (end == rest.npos) return {};
  const std::string_view place = rest.substr(end + 1, rest.find('?', end) - end - 1);
  if (place.find('@') == place.npos) return {};
  if (rest[end] == '@')
    return fail(ErrorKind::usage, "the connection URL has more than one \"@\"",
                "in a user name or a password write it as %40");
  return fail(ErrorKind::usage, "the connection URL has a \"/\" before its \"@\"",
              "in a user name or a password write it as %2F");
}

bool given(const PQconninfoOption& option) { return option.val != nullptr && option.val[0] != '\0'; }

// libpq's own choice, which nobody asked for.
bool is_built_in(const PQconninfoOption& option) {
  return option.compiled != nullptr && std::strcmp(option.val, option.compiled) == 0 &&
         (option.envvar == nullptr || std::getenv(option.envvar) == nullptr);
}

Status try_options(const std::string& text) {
  // The last word counts, and an empty one keeps the environment's away.
  const std::string elsewhere = text + " host='" + nowhere + "' hostaddr='' port='5432'";
  const Handle handle(PQconnectStart(elsewhere.c_str()));
  const std::string_view message = handle ? PQerrorMessage(handle.get()) : "";
  if (message.find(nowhere) != message.npos || !handle || PQstatus(handle.get()) != CONNECTION_BAD) return {};
  if (message.find("service") != message.npos) {
    return fail(ErrorKind::usage, one_line(message), "services are in ~/.pg_service.conf, or in PGSERVICEFILE");
  }
  const Options known(PQconndefaults());
  for (const std::string_view keyword : keywords(known.get())) {
    if (message.find(std::string(keyword) + " value") == message.npos) continue;
    return fail(ErrorKind::usage, "libpq does not take the value of \"" + std::string(keyword) + "\"",
                "PostgreSQL's page on connection strings lists its values");
  }
  return fail(ErrorKind::usage, "libpq does not take this connection string", what_it_is);
}

}  // namespace

Result<Values> read_connection_string(const std::string& text) {
  if (const Status fine = check_url(text); !fine) return tl::unexpected(fine.error());
  char* reason = nullptr;
  const Options parsed(PQconninfoParse(text.c_str(), &reason));
  if (!parsed) {
    Error error = explain(reason != nullptr ? reason : "");
    PQfreemem(reason);
    return tl::unexpected(std::move(error));
  }
  Values values;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (given(*option)) values[option->keyword] = option->val;
  }
  const auto service = values.find("service");
  const ServiceInEnvironment in_environment(service != values.end() ? service->second
                                                                    : ServiceInEnvironment::usual().value_or(""));
  // A service that is wrong: PQconndefaults() keeps silent about it.
  const Status fine = try_options("");
  if (!fine && fine.error().message.find("service") != std::string::npos) return tl::unexpected(fine.error());
  values.erase("service");  // its values are ours now
  values.erase("servicefile");
  const Options defaults(PQconndefaults());
  if (!defaults) return fail(ErrorKind::internal, "libpq has no memory");
  for (const PQconninfoOption* option = defaults.get(); option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    if (!given(*option) || keyword.starts_with("service")) continue;
    // GSSAPI encryption asks the network for tickets, and blocks: not unless it is wanted.
    const bool off = keyword == "gssencmode" && is_built_in(*option);
    values.emplace(keyword, off ? "disable" : option->val);
  }
  return values;
}

Status check_connection_string(const std::string& text) {
  const ServiceInEnvironment none("");
  return try_options(text);
}

std::string default_host() {
  const ServiceInEnvironment none("");
  // A port where no server is: all that is wanted is how far libpq came.
  const Handle handle(PQconnectStart("host='' hostaddr='' port=1"));
  const char* host = handle ? PQhost(handle.get()) : nullptr;
  return host != nullptr && host[0] != '\0' ? host : "localhost";
}

}  // namespace loadtest::pg
