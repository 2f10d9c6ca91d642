#include "target/postgres_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/units.h"

namespace loadtest::target {

namespace {

// Over the largest pool that a run can have, since others want to look at the database meanwhile.
constexpr std::uint64_t connections_max = 20'000;
constexpr std::uint32_t connections_reserved = 3;  // by the server, for its superuser

constexpr std::array options{
    OptionSpec{.name = "with-db",
               .value = "",
               .fallback = "",
               .help = "serve a throw-away PostgreSQL too, with tables, policies and rows",
               .group = "Database"},
    OptionSpec{.name = "db-port",
               .value = "PORT",
               .fallback = "(Unix socket only)",
               .help = "port of 127.0.0.1 to listen on; 0 = any free one",
               .group = "Database"},
    OptionSpec{.name = "db-max-connections",
               .value = "N",
               .fallback = "300",
               .help = "its max_connections",
               .group = "Database"},
    OptionSpec{.name = "db-pool-size",
               .value = "N",
               .fallback = "10",
               .help = "connections of the chat, which reads its user's rows before each reply",
               .group = "Database"},
};

}  // namespace

std::span<const OptionSpec> postgres_options() { return options; }

std::optional<PostgresOptions> read_postgres_options(const Settings& settings, const Settings& given,
                                                     Problems& problems) {
  PostgresOptions read;
  const auto take = [&](std::string_view name, auto& value, std::uint64_t min, std::uint64_t max) {
    const auto text = settings.get(name);
    if (!text) return;
    if (const auto number = parse_count(*text, min, max)) {
      value = static_cast<std::uint32_t>(*number);
    } else {
      problems.push_back(
          {ErrorKind::usage, fmt::format("--{}: {}", name, number.error().message), number.error().hint});
    }
  };
  std::optional<std::uint32_t> port;
  take("db-port", port, 0, 65535);
  if (port) read.port = static_cast<std::uint16_t>(*port);
  take("db-max-connections", read.max_connections, 10, connections_max);
  // Half of what there is stays for others, unless more was asked for.
  const std::uint32_t for_all = read.max_connections - connections_reserved;
  if (given.has("db-pool-size")) {
    take("db-pool-size", read.chat_connections, 1, for_all);
  } else {
    read.chat_connections = std::min(read.chat_connections, for_all / 2);
  }
  if (settings.has("with-db")) return read;
  for (const OptionSpec& option : options) {
    if (!given.has(option.name)) continue;
    problems.push_back({ErrorKind::usage, fmt::format("--{}: there is no database", option.name), "add --with-db"});
  }
  return std::nullopt;
}

}  // namespace loadtest::target
