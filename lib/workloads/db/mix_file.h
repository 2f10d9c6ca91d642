#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/db/statement_maker.h"
#include "yaml/yaml_spot.h"

namespace loadtest {

/// What a mix file says (docs/mixes.md).
struct MixFile {
  std::vector<Statement> statements;
  std::string isolation;  // "SERIALIZABLE"; empty = the server's

  /// Everything that is wrong is told with its place. `seed` = what feeders draw from.
  static MixFile read(const YamlSpot& root, const Defines&, std::uint64_t seed);
};

}  // namespace loadtest
