#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/plan.h"
#include "yaml/yaml_spot.h"

namespace loadtest {

/// The stretches of a run in which only some tracks are active, as a file says them.
struct FilePhases {
  enum class Kind : std::uint8_t { none, together, alternate, listed };
  Kind kind = Kind::none;
  std::vector<Phase> listed;
};

/// `tracks` = their names, in the order of the plan.
FilePhases read_phases(const YamlSpot&, std::span<const std::string_view> tracks);

}  // namespace loadtest
