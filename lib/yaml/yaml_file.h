#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "yaml/variables.h"
#include "yaml/yaml_spot.h"

namespace loadtest {

/// A YAML file while it is read. `include: FILE` (or a list of files, from its own folder) at its top says what it
/// builds on: maps are merged key by key, everything else is replaced. Problems (config) have file, line, column and
/// path.
class YamlFile {
 public:
  /// "-" reads standard input. Empty where it cannot be read as YAML; the problems say why.
  static std::optional<YamlFile> read(const std::string& path, Variables, Problems&);
  /// `name` stands for the file in messages.
  static std::optional<YamlFile> parse(std::string_view text, const std::string& name, Variables, Problems&);

  /// Valid as long as this is, and the list of problems that it was made with.
  YamlSpot root() const { return {&tree_, context_.get()}; }
  /// What ${NAME} stands for where it was neither given nor set in the environment.
  void set_default(const std::string& name, std::string value);
  /// Whether any text that was asked for so far has ${NAME} in it.
  bool uses(std::string_view name) const { return context_->used.contains(name); }
  const std::set<std::string, std::less<>>& used() const { return context_->used; }

 private:
  YamlFile(YamlNode tree, Variables, Problems&);

  YamlNode tree_;
  std::unique_ptr<YamlContext> context_;
};

}  // namespace loadtest
