#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "workloads/ws/dialogue.h"
#include "yaml/yaml_file.h"

namespace loadtest {

/// Reads a dialogue (docs/dialogues.md has its keys). Null where anything is wrong: all of it is told (config), with
/// its place. `seed` = what feeders draw from.
std::shared_ptr<const Dialogue> read_dialogue(const YamlSpot& root, std::string name, std::uint64_t seed,
                                              Problems& problems);

/// The dialogue that --dialogue names: one that ships with loadtest, or a file, where it has a slash or ends in .yaml
/// or .yml.
std::shared_ptr<const Dialogue> choose_dialogue(const std::string& name, std::uint64_t seed, Problems& problems);

/// What the parts of a file are read with: tables that messages are filled from.
using TemplateFeeders = std::vector<TemplateFeeder>;

/// A text with places; what is wrong in it is told there. Empty where the text is absent.
MessageTemplate read_template(const YamlSpot&, const TemplateFeeders&);
/// Where something is in a JSON text; leads nowhere where the place is absent.
JsonPointer read_pointer(const YamlSpot&);

}  // namespace loadtest
