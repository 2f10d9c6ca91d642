#include "loadtest/steering.h"

#include <fmt/format.h>

#include "core/units.h"

namespace loadtest {

std::vector<std::string> Steering::warnings() const {
  std::vector<std::string> warnings;
  for (const HeldUsers::Change& change : held_.changes()) {
    warnings.push_back(fmt::format("{}: users were changed by hand: {} -> {} at {:.1f} s", change.track, change.from,
                                   change.to, to_seconds(change.at)));
  }
  if (held_.more_changes() > 0) {
    warnings.push_back(fmt::format("users were changed by hand {} more times", held_.more_changes()));
  }
  return warnings;
}

}  // namespace loadtest
