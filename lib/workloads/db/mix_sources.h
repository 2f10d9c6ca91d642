#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "workloads/db/query_mix.h"
#include "workloads/db/statement_maker.h"

namespace loadtest {

/// The mix that --mix asks for: a ratio of the built-in statements, mix files (.yaml) or scripts of pgbench's
/// (.sql, with a weight as script.sql@3), or several of the files. `seed` = what feeders draw from. Every problem is
/// told.
QueryMix read_mix(std::span<const std::string> given, const std::string& only, const Defines&, std::uint64_t seed,
                  Problems&);

}  // namespace loadtest
