#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/option.h"

namespace loadtest::target {

/// What is asked of the throw-away PostgreSQL.
struct PostgresOptions {
  std::optional<std::uint16_t> port;  // on 127.0.0.1, 0 = any free one; none = Unix socket only
  std::uint32_t max_connections = 300;
  std::uint32_t chat_connections = 10;  // of them, the chat's own
};

/// The options that read_postgres_options() understands, and `--with-db`, which brings them on.
std::span<const OptionSpec> postgres_options();

/// Reads what was given; none where no database is asked for. `problems` gets every value that is no good. `given` has
/// what was typed.
std::optional<PostgresOptions> read_postgres_options(const Settings&, const Settings& given, Problems& problems);

}  // namespace loadtest::target
