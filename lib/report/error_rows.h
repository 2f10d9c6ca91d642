#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/secret.h"
#include "stats/run_result.h"

namespace loadtest {

/// How often one kind of failure befell an operation, of `asked` that were asked for. Texts as they may be shown.
struct ErrorRow {
  std::string operation, kind;
  std::uint64_t count = 0, asked = 0;
};

/// All that went wrong with a track's operations, drops too, the most frequent first.
std::vector<ErrorRow> error_rows(const TrackResult&, const Redactor&);

}  // namespace loadtest
