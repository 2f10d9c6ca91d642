#include "yaml/yaml_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <vector>

#include "core/text.h"
#include "files/read_whole_file.h"

namespace loadtest {
namespace {

constexpr std::size_t bytes_max = 1024 * 1024;
constexpr std::string_view include_key = "include";

Result<std::string> read_input() {
  std::string text(bytes_max + 1, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  if (std::cin.bad()) return fail(ErrorKind::config, "cannot be read to its end");
  if (text.size() > bytes_max) return fail(ErrorKind::config, "is larger than 1 MiB");
  return text;
}

// Reads files that build on one another; `open_` has those being read, so that none includes itself.
class IncludeReader {
 public:
  IncludeReader(const Variables& variables, Problems& problems) : variables_(variables), problems_(problems) {}

  YamlNode read_file(const std::string& path, const std::string& named_at) {
    const auto tell = [&](std::string what, std::string hint = {}) {
      problems_.push_back({ErrorKind::config, named_at + std::move(what), std::move(hint)});
      return YamlNode{};
    };
    const std::string shown = escape_foreign(path, 200);
    const auto same = [&](const std::string& other) {
      std::error_code none;
      return std::filesystem::equivalent(other, path, none);
    };
    if (std::any_of(open_.begin(), open_.end(), same)) return tell(shown + " includes itself");
    auto text = path == "-" ? read_input() : read_whole_file(path, bytes_max);
    if (!text) return tell(shown + ": " + text.error().message, text.error().hint);
    open_.push_back(path);
    YamlNode tree = read_text(*text, path == "-" ? "standard input" : path, std::filesystem::path(path).parent_path());
    open_.pop_back();
    return tree;
  }

  YamlNode read_text(std::string_view text, const std::string& name, const std::filesystem::path& folder) {
    const auto file = std::make_shared<const std::string>(name);
    const std::size_t before = problems_.size();
    YamlNode tree = read_yaml(text, file, problems_);
    if (problems_.size() > before) return tree;
    const YamlNode::Member* include = tree.find(include_key);
    if (include == nullptr) return tree;
    YamlContext context{problems_, variables_, {}};
    const YamlSpot spot = YamlSpot(&tree, &context)[include_key];
    std::vector<YamlSpot> names = spot.is_list() ? spot.items() : std::vector<YamlSpot>{spot};
    YamlNode base;
    for (const YamlSpot& each : names) {
      if (const auto path = each.text())
        base = merge(std::move(base), read_file((folder / *path).string(), each.place() + ": "));
    }
    used.merge(context.used);
    std::erase_if(tree.members, [](const YamlNode::Member& member) { return member.key == include_key; });
    return merge(std::move(base), std::move(tree));
  }

  std::set<std::string, std::less<>> used;  // variables, in the names of files

 private:
  const Variables& variables_;
  Problems& problems_;
  std::vector<std::string> open_;
};

}  // namespace

YamlFile::YamlFile(YamlNode tree, Variables variables, Problems& problems)
    : tree_(std::move(tree)), context_(new YamlContext{problems, std::move(variables), {}}) {}

std::optional<YamlFile> YamlFile::read(const std::string& path, Variables variables, Problems& problems) {
  const std::size_t before = problems.size();
  IncludeReader reader(variables, problems);
  YamlNode tree = reader.read_file(path, "");
  if (problems.size() > before) return std::nullopt;
  YamlFile file(std::move(tree), variables, problems);
  file.context_->used = std::move(reader.used);
  return file;
}

std::optional<YamlFile> YamlFile::parse(std::string_view text, const std::string& name, Variables variables,
                                        Problems& problems) {
  const std::size_t before = problems.size();
  IncludeReader reader(variables, problems);
  YamlNode tree = reader.read_text(text, name, "");
  if (problems.size() > before) return std::nullopt;
  YamlFile file(std::move(tree), variables, problems);
  file.context_->used = std::move(reader.used);
  return file;
}

void YamlFile::set_default(const std::string& name, std::string value) {
  context_->variables.defaults.insert_or_assign(name, std::move(value));
}

}  // namespace loadtest
