#pragma once

#include <string>

#include "core/secret.h"
#include "report/paint.h"
#include "stats/run_result.h"

namespace loadtest {

struct TableStyle {
  Paint paint;
  bool verbose = false;  // also p90 and p99.9 in a line of their own, and the age of what failed
};

/// A track's operations for people: what was counted, response times, and service times on the line below.
std::string operation_table(const TrackResult&, Nanos measured, const Redactor&, const TableStyle&);

/// What went wrong, by operation and kind, the most frequent first; empty where nothing did.
std::string error_table(const TrackResult&, const Redactor&, const TableStyle&);

}  // namespace loadtest
