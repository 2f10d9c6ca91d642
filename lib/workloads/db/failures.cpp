#include "workloads/db/failures.h"

#include <algorithm>

#include "core/text.h"

namespace loadtest {

Failures::Kind* Failures::find(std::string_view kind) {
  const auto found = std::find_if(kinds_.begin(), kinds_.end(), [kind](const Kind& one) { return one.kind == kind; });
  return found == kinds_.end() ? nullptr : &*found;
}

void Failures::note(std::string_view kind, std::string_view message, std::string_view statement, TimePoint now) {
  if (Kind* known = find(kind)) {
    ++known->count;
  } else if (kinds_.size() < kinds_max) {
    kinds_.push_back({std::string(kind), escape_foreign(message, 300), std::string(statement), now, 1});
  }
}

void Failures::add(const Failures& other) {
  for (const Kind& one : other.kinds_) {
    Kind* known = find(one.kind);
    if (known == nullptr) {
      if (kinds_.size() < kinds_max) kinds_.push_back(one);
      continue;
    }
    const std::uint64_t count = known->count + one.count;
    if (one.first < known->first) *known = one;
    known->count = count;
  }
}

}  // namespace loadtest
