#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/secret.h"
#include "report/layout.h"
#include "report/paint.h"
#include "stats/run_result.h"

namespace loadtest {

struct TableStyle {
  Paint paint;
  bool verbose = false;  // also p90 and p99.9 in a line of their own, and the age of what failed
  std::size_t columns = usual_columns;
};

/// How long was measured, which rates are taken over; `always` = of what counts whenever it happens (connecting).
struct MeasuredTime {
  Nanos shown{0}, always{0};
};

/// Whether an operation has a line in the table.
bool is_shown(const OperationSpec&, const Tally&);

/// A track's operations for people: what was counted, response times, and service times on the line below.
std::string operation_table(const TrackResult&, MeasuredTime, const Redactor&, const TableStyle&);

/// What went wrong, by operation and kind, the most frequent first; empty where nothing did.
std::string error_table(const TrackResult&, const Redactor&, const TableStyle&);

}  // namespace loadtest
