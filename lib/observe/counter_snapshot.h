#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pg/admin.h"

namespace loadtest {

/// Rows of counters at one instant, by what names them: of statements, tables, indexes.
class CounterSnapshot {
 public:
  struct Entry {
    std::vector<std::optional<std::string>> about;  // words: names, roles
    std::vector<std::optional<double>> counters;
  };

  /// The first column is the key, `about` columns follow, and counters are the rest. Rows of one key are added up.
  void take(const pg::Admin::Rows&, std::size_t about);
  /// What moved from `before` to here; what was not there before came since. An entry whose counters went down, because
  /// they were reset, counts from zero.
  CounterSnapshot since(const CounterSnapshot& before) const;

  const std::map<std::string, Entry>& entries() const { return entries_; }

 private:
  std::map<std::string, Entry> entries_;
};

}  // namespace loadtest
