#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "yaml/variables.h"
#include "yaml/yaml_node.h"

namespace loadtest {

/// What all places of a file share.
struct YamlContext {
  Problems& problems;
  Variables variables;
  std::set<std::string, std::less<>> used;  // names of variables that were asked for
};

/// A place in a YAML file that is being read. What is wrong there becomes a problem with file, line, column and path,
/// and reads as nothing: whoever reads goes on, and asks at the end whether all was right.
class YamlSpot {
 public:
  YamlSpot(const YamlNode* node, YamlContext* context) : node_(node), context_(context) {
    if (node != nullptr) mark_ = node->mark;
  }

  bool present() const { return node_ != nullptr; }
  bool is_map() const { return is(YamlNode::Kind::map); }
  bool is_list() const { return is(YamlNode::Kind::list); }
  bool is_scalar() const { return is(YamlNode::Kind::scalar); }

  /// What stands under this key, or an absent place. What is no map is told by only() and members().
  YamlSpot operator[](std::string_view key) const;
  /// The same; absence is a problem.
  YamlSpot need(std::string_view key) const;
  /// Of a list; anything else that is present is a problem.
  std::vector<YamlSpot> items() const;
  /// Of a map, in the file's order; anything else that is present is a problem.
  std::vector<std::pair<std::string, YamlSpot>> members() const;
  /// Every other key is a problem, with the nearest of these for a hint.
  void only(std::initializer_list<std::string_view> keys) const {
    only(std::span<const std::string_view>(keys.begin(), keys.size()));
  }
  void only(std::span<const std::string_view> keys) const { only(keys, keys); }
  /// The same, where not all of the keys are to be named in hints.
  void only(std::span<const std::string_view> keys, std::span<const std::string_view> named) const;

  // Values: nullopt where there is none, or a wrong one, which is told.
  std::optional<std::string> text() const;
  std::optional<std::uint64_t> count(std::uint64_t min, std::uint64_t max) const;
  std::optional<double> number(double min, double max) const;
  std::optional<double> share() const;  // 0.05 or 5%
  std::optional<bool> truth() const;
  std::optional<Nanos> duration() const;
  std::optional<double> rate_per_s() const;
  std::optional<std::size_t> word(std::span<const std::string_view> words) const;  // which of these

  /// Tells that something is wrong here.
  void wrong(std::string what, std::string hint = {}) const;
  /// "nightly.yaml:14:9: tracks[1].load.rate"
  std::string place() const { return place_of(mark_, path_); }
  const std::string& path() const { return path_; }
  /// Of the file that this stands in: relative paths count from there. Empty = the working directory.
  std::string folder() const;

 private:
  YamlSpot(const YamlNode* node, YamlMark mark, std::string path, YamlContext* context)
      : node_(node), mark_(std::move(mark)), path_(std::move(path)), context_(context) {}
  bool is(YamlNode::Kind kind) const { return node_ != nullptr && node_->kind == kind; }
  template <class T, class Parse>
  std::optional<T> parsed(Parse parse) const;

  const YamlNode* node_;
  YamlMark mark_;
  std::string path_;
  YamlContext* context_;
};

}  // namespace loadtest
