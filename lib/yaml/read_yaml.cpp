// The one place that knows yaml-cpp.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/text.h"
#include "yaml/yaml_node.h"

namespace loadtest {
namespace {

// Far beyond what anybody writes by hand; anchors could otherwise make billions of a few lines.
constexpr std::size_t nodes_max = 20'000;
constexpr int depth_max = 50;

class TreeReader {
 public:
  TreeReader(std::shared_ptr<const std::string> file, Problems& problems)
      : file_(std::move(file)), problems_(problems) {}

  YamlNode read(const YAML::Node& from, const std::string& path, int depth) {
    YamlNode node;
    node.mark = mark_of(from.Mark());
    if (++nodes_ > nodes_max || depth > depth_max) {
      if (!too_large_) tell(node.mark, path, depth > depth_max ? "is nested too deeply" : "is too large");
      too_large_ = true;
      return node;
    }
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        break;
      case YAML::NodeType::Scalar:
        node.kind = YamlNode::Kind::scalar;
        node.text = from.Scalar();
        break;
      case YAML::NodeType::Sequence:
        node.kind = YamlNode::Kind::list;
        for (const YAML::Node& item : from) {
          node.items.push_back(read(item, fmt::format("{}[{}]", path, node.items.size()), depth + 1));
          if (too_large_) break;
        }
        break;
      case YAML::NodeType::Map:
        node.kind = YamlNode::Kind::map;
        for (const auto& member : from) {
          read_member(member.first, member.second, path, depth, node);
          if (too_large_) break;
        }
        break;
    }
    return node;
  }

  YamlMark mark_of(const YAML::Mark& mark) const {
    return mark.is_null() ? YamlMark{file_, 1, 1} : YamlMark{file_, mark.line + 1, mark.column + 1};
  }

  void tell(const YamlMark& mark, const std::string& path, std::string what, std::string hint = {}) {
    problems_.push_back({ErrorKind::config, place_of(mark, path) + ": " + std::move(what), std::move(hint)});
  }

 private:
  void read_member(const YAML::Node& key, const YAML::Node& value, const std::string& path, int depth, YamlNode& node) {
    const YamlMark mark = mark_of(key.Mark());
    if (!key.IsScalar()) return tell(mark, path, "a key has to be a word", "{ and [ begin maps and lists: quote them");
    const std::string name = key.Scalar();
    if (name == "<<") return tell(mark, path, "merge keys (<<) are not supported", "use include, or repeat the keys");
    if (node.find(name) != nullptr) return tell(mark, path, "\"" + escape_foreign(name, 60) + "\" is given twice");
    node.members.push_back({name, mark, read(value, path.empty() ? name : path + "." + name, depth + 1)});
  }

  std::shared_ptr<const std::string> file_;
  Problems& problems_;
  std::size_t nodes_ = 0;
  bool too_large_ = false;
};

bool indented_by_tab(std::string_view text, int line) {
  for (; line > 0; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  const std::size_t first = text.find_first_not_of(' ');
  return first != std::string_view::npos && text[first] == '\t';
}

// The parser's own words, with what mostly is behind them.
std::pair<std::string, std::string> explain(const YAML::Exception& error, std::string_view text) {
  if (indented_by_tab(text, error.mark.line)) return {"a tab cannot indent YAML", "use spaces"};
  std::string hint = "look at indentation, brackets and quotes here and in the line above";
  if (error.msg.find("illegal map value") != std::string::npos) hint = "a text with \": \" in it needs quotes";
  return {"this is no YAML: " + error.msg, hint};
}

}  // namespace

YamlNode read_yaml(std::string_view text, std::shared_ptr<const std::string> file, Problems& problems) {
  TreeReader reader(file, problems);
  YamlNode nothing;
  nothing.mark = {std::move(file), 1, 1};
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() > 1) {
      reader.tell(reader.mark_of(documents[1].Mark()), "", "a second document begins",
                  "one file has one document: remove ---");
    }
    if (!documents.empty()) return reader.read(documents.front(), "", 0);
  } catch (const YAML::Exception& e) {
    auto [what, hint] = explain(e, text);
    reader.tell(reader.mark_of(e.mark), "", std::move(what), std::move(hint));
  }
  return nothing;
}

}  // namespace loadtest
