#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "workloads/db/statement.h"

namespace loadtest {

/// The statements of a run with their shares of it.
struct QueryMix {
  struct Entry {
    const Statement* statement;
    double weight;
    std::string path;    // of a request that it would answer: "/expenses"
    const char* method;  // of that one: "GET"
  };
  std::vector<Entry> entries;  // with a weight above 0

  /// Whether rows come of it that were not there.
  bool inserts() const;
  /// `mix` = "R:W", `only` = names separated by commas, or empty. Every problem is told.
  static QueryMix read(const std::string& mix, const std::string& only, Problems&);
};

}  // namespace loadtest
