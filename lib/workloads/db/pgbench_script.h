#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workloads/db/statement_maker.h"

namespace loadtest {

/// A script of pgbench's as a statement: \set with random(), random_zipfian(), random_gaussian(), random_exponential()
/// and arithmetic, and SQL with :name. BEGIN at its head and END or COMMIT at its end become the transaction in which
/// it is run; nothing is said of how many rows its statements return. `file` goes into the problems (config):
/// "tpcb.sql:3: \gset is not supported".
std::optional<Statement> read_pgbench_script(std::string_view text, const std::string& file, std::string name,
                                             const Defines&, Problems&);

}  // namespace loadtest
