#pragma once

#include "core/secret.h"
#include "judge/search_outcome.h"
#include "report/json_writer.h"

namespace loadtest {

/// The result file's `search`: what was tried and what came of it.
void write_search(JsonWriter&, const SearchOutcome&, const Redactor&);

}  // namespace loadtest
