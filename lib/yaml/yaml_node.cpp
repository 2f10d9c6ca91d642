#include "yaml/yaml_node.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace loadtest {

const YamlNode::Member* YamlNode::find(std::string_view key) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
  return found == members.end() ? nullptr : &*found;
}

std::string place_of(const YamlMark& mark, const std::string& path) {
  std::string place = fmt::format("{}:{}:{}", mark.file ? escape_foreign(*mark.file, 200) : "", mark.line, mark.column);
  if (!path.empty()) place += ": " + escape_foreign(path, 120);
  return place;
}

YamlNode merge(YamlNode base, YamlNode over) {
  if (base.kind != YamlNode::Kind::map || over.kind != YamlNode::Kind::map) return over;
  for (YamlNode::Member& member : over.members) {
    const auto same = [&](const YamlNode::Member& other) { return other.key == member.key; };
    const auto found = std::find_if(base.members.begin(), base.members.end(), same);
    if (found == base.members.end()) {
      base.members.push_back(std::move(member));
    } else {
      found->value = merge(std::move(found->value), std::move(member.value));
      found->mark = member.mark;
    }
  }
  base.mark = over.mark;
  return base;
}

}  // namespace loadtest
