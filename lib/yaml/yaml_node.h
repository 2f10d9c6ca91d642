#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace loadtest {

/// Where in a file something stands; both count from 1.
struct YamlMark {
  std::shared_ptr<const std::string> file;
  int line = 1, column = 1;
};

/// A value of a YAML file with its place. Anchors are resolved.
struct YamlNode {
  enum class Kind : std::uint8_t { nothing, scalar, list, map };
  struct Member;

  Kind kind = Kind::nothing;
  YamlMark mark;
  std::string text;  // of a scalar
  std::vector<YamlNode> items;
  std::vector<Member> members;  // in the file's order, each key once

  const Member* find(std::string_view key) const;
};

struct YamlNode::Member {
  std::string key;
  YamlMark mark;  // of the key
  YamlNode value;
};

/// "file.yaml:14:9: tracks[1].load.rate"
std::string place_of(const YamlMark&, const std::string& path);

/// Reads one document. Errors (config) go to `problems`, with their places; what was read then is not to be used.
/// `file` begins each place.
YamlNode read_yaml(std::string_view text, std::shared_ptr<const std::string> file, Problems& problems);

/// `over` takes the place of what `base` says: maps are merged key by key, everything else is replaced.
YamlNode merge(YamlNode base, YamlNode over);

}  // namespace loadtest
