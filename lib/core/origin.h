#pragma once

#include <functional>
#include <map>
#include <string>

namespace loadtest {

/// Where a value was said: "--users", "$DATABASE_URL", or "nightly.yaml:14:9: tracks[1].load.rate".
struct Origin {
  std::string where;
  bool in_file = false;
};

/// By option; what is not there is the usual value. "" = where the whole was said, where that is one place.
using Origins = std::map<std::string, Origin, std::less<>>;

}  // namespace loadtest
