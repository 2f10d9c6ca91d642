#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "feed/feeder.h"
#include "yaml/yaml_spot.h"

namespace loadtest {

/// A feeder as a file calls it.
struct NamedFeeder {
  std::string name;
  Feeder rows;
};

/// What a file says under `feeders`, in its order: {people: {file: people.csv, order: random}}. A relative path counts
/// from the file's folder. What is wrong is told with its place, and such a feeder is left out.
std::vector<NamedFeeder> read_feeders(const YamlSpot& map, std::uint64_t seed);

}  // namespace loadtest
