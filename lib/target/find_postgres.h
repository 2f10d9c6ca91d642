#pragma once

#include <filesystem>
#include <string_view>

#include "core/error.h"

namespace loadtest::target {

/// The folder that holds `initdb` and `postgres` of one version: the first on `path` (as in $PATH), else the newest
/// `debian_root`/VERSION/bin. Errors (target): there is none; tells where it looked.
Result<std::filesystem::path> find_postgres(std::string_view path,
                                            const std::filesystem::path& debian_root = "/usr/lib/postgresql");

/// Whether pg_stat_statements is installed beside the programs in `bin`.
bool has_pg_stat_statements(const std::filesystem::path& bin);

}  // namespace loadtest::target
