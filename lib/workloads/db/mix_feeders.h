#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "feed/read_feeders.h"
#include "workloads/db/statement.h"

namespace loadtest {

/// The feeders of a mix file, whose rows its values come from.
class MixFeeders {
 public:
  /// `map` = the file's `feeders`, absent where it has none. What is wrong is told there.
  MixFeeders(YamlSpot map, std::uint64_t seed) : map_(std::move(map)), feeders_(read_feeders(map_, seed)) {}

  /// The value of {feeder: people, column: id}. What is wrong is told there and makes it an empty text, so that what
  /// names the value is not told too.
  Value read(const YamlSpot&, std::string name) const;

 private:
  const Feeder* find(const YamlSpot& feeder) const;

  YamlSpot map_;
  std::vector<NamedFeeder> feeders_;
};

}  // namespace loadtest
