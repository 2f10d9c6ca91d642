#include "observe/counter_snapshot.h"

#include <algorithm>

#include "observe/cells.h"

namespace loadtest {

void CounterSnapshot::take(const pg::Admin::Rows& rows, std::size_t about) {
  for (const auto& row : rows) {
    Entry& entry = entries_[field(row, 0).value_or("")];
    if (entry.about.empty()) {
      for (std::size_t i = 0; i < about; ++i) entry.about.push_back(field(row, 1 + i));
      entry.counters.resize(row.size() > about + 1 ? row.size() - about - 1 : 0);
    }
    for (std::size_t i = 0; i < entry.counters.size(); ++i) {
      const auto value = to_number(field(row, 1 + about + i));
      if (value) entry.counters[i] = entry.counters[i].value_or(0) + *value;
    }
  }
}

CounterSnapshot CounterSnapshot::since(const CounterSnapshot& before) const {
  CounterSnapshot moved = *this;
  for (auto& [key, entry] : moved.entries_) {
    const auto found = before.entries_.find(key);
    if (found == before.entries_.end()) continue;
    const auto& was = found->second.counters;
    bool reset = false;
    for (std::size_t i = 0; i < std::min(was.size(), entry.counters.size()); ++i)
      reset = reset || (was[i] && entry.counters[i] && *entry.counters[i] < *was[i]);
    for (std::size_t i = 0; !reset && i < std::min(was.size(), entry.counters.size()); ++i) {
      if (was[i] && entry.counters[i]) *entry.counters[i] -= *was[i];
    }
  }
  return moved;
}

}  // namespace loadtest
