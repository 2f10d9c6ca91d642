#include "loadtest/observers.h"

#include <utility>

namespace loadtest {

Observers::Observers(const ObserveOptions& /*options*/, Plan& plan) : plan_(plan) {}

void Observers::begin() {
  for (const auto& observer : all_) observer->begin();
}

Observations Observers::end(TimePoint t0) {
  Observations seen;
  for (const auto& observer : all_) seen.push_back(observer->end(t0));
  for (const Track& track : plan_.tracks) {
    for (Observed& noted : track.workload->observed()) seen.push_back(std::move(noted));
  }
  return seen;
}

}  // namespace loadtest
