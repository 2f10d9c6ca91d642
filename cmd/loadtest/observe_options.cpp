#include "loadtest/observe_options.h"

#include <climits>

#include "core/secret.h"
#include "loadtest/option_reader.h"
#include "observe/process_observer.h"

namespace loadtest {
namespace {

constexpr std::string_view observing = "Observing";

constexpr OptionSpec observe_table[] = {
    {.name = "observe-db",
     .value = "URL",
     .fallback = "",
     .help =
         "look at this database while the run lasts, where the load itself meets none: a URL or a connection string "
         "(docs/observations.md)",
     .group = observing},
    {.name = "observe-pgbouncer",
     .value = "URL",
     .fallback = "",
     .help = "ask this PgBouncer's console (its database \"pgbouncer\") for its pools, as one of its admin_users or "
             "stats_users",
     .group = observing},
    {.name = "observe-metrics",
     .value = "URL",
     .fallback = "",
     .help = "read the metrics of the target once a second, in Prometheus' or OpenMetrics' format, such as "
             "http://HOST:9100/metrics of node_exporter",
     .repeatable = true,
     .group = observing},
    {.name = "observe-http",
     .value = "URL",
     .fallback = "",
     .help = "ask this health endpoint once a second: status and latency beside the load",
     .group = observing},
    {.name = "observe-pid",
     .value = "PID",
     .fallback = "",
     .help = "look at this process and its children: a target on the same machine",
     .local = true,
     .group = observing},
    {.name = "no-observe",
     .value = "",
     .fallback = "",
     .help = "look neither at the database under load nor at this machine",
     .group = observing},
};

std::optional<pg::Conninfo> read_database(std::string_view option, const CommandInput& input, OptionReader& reader,
                                          std::vector<std::string>& secrets) {
  if (!input.given.has(option)) return std::nullopt;
  auto conninfo = pg::Conninfo::read(reader.text(option, ""), "");
  if (!conninfo) {
    reader.problem(option, conninfo.error().message, conninfo.error().hint);
    return std::nullopt;
  }
  for (std::string& secret : conninfo->secrets()) secrets.push_back(std::move(secret));
  return std::move(*conninfo);
}

std::optional<HttpUrl> read_url(std::string_view option, const std::string& text, OptionReader& reader,
                                std::vector<std::string>& secrets) {
  for (std::string& secret : address_secrets(text)) secrets.push_back(std::move(secret));
  auto url = parse_http_url(text);
  if (!url) {
    reader.problem(option, url.error().message, url.error().hint);
    return std::nullopt;
  }
  // As it goes over the wire: a server may echo it.
  const std::string& sent = url->authorization.reveal();
  if (!sent.empty()) secrets.push_back(sent.substr(sent.find(' ') + 1));
  return std::move(*url);
}

}  // namespace

std::span<const OptionSpec> observe_options() { return observe_table; }

ObserveOptions read_observe_options(const CommandInput& input, Problems& problems) {
  ObserveOptions options;
  OptionReader reader(input, nullptr, problems);
  options.at_all = !input.given.has("no-observe");
  options.database = read_database("observe-db", input, reader, options.secrets);
  options.pgbouncer = read_database("observe-pgbouncer", input, reader, options.secrets);
  for (const std::string& text : input.settings.all("observe-metrics")) {
    if (auto url = read_url("observe-metrics", text, reader, options.secrets))
      options.metrics.push_back(std::move(*url));
  }
  if (input.given.has("observe-http"))
    options.health = read_url("observe-http", reader.text("observe-http", ""), reader, options.secrets);
  if (const auto pid = reader.count("observe-pid", 1, INT_MAX)) {
    options.pid = static_cast<int>(*pid);
    if (const auto name = name_of_process(*options.pid); !name)
      reader.problem("observe-pid", name.error().message, name.error().hint);
  }
  return options;
}

}  // namespace loadtest
