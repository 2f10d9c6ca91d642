#include "yaml/variables.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "core/text.h"

namespace loadtest {
namespace {

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c); });
}

std::optional<std::string> value_of(const Variables& variables, std::string_view name) {
  if (const auto found = variables.given.find(name); found != variables.given.end()) return found->second;
  if (const char* set = std::getenv(std::string(name).c_str())) return set;
  if (const auto found = variables.hidden.find(name); found != variables.hidden.end()) return found->second;
  if (const auto found = variables.defaults.find(name); found != variables.defaults.end()) return found->second;
  return std::nullopt;
}

}  // namespace

Result<std::string> Variables::expand(std::string_view text, std::set<std::string, std::less<>>& used) const {
  constexpr std::string_view otherwise = ":-";
  std::string expanded;
  while (!text.empty()) {
    const std::size_t dollar = text.find("${");
    expanded += text.substr(0, dollar);
    if (dollar == std::string_view::npos) break;
    if (dollar > 0 && text[dollar - 1] == '$') {
      expanded += '{';  // the first dollar stands already
      text.remove_prefix(dollar + 2);
      continue;
    }
    text.remove_prefix(dollar + 2);
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return fail(ErrorKind::config, "${ is not closed", "$${ stands for ${ itself");
    const std::string_view inside = text.substr(0, end);
    const std::string_view name = inside.substr(0, inside.find(otherwise));
    text.remove_prefix(end + 1);
    if (!is_name(name)) {
      return fail(ErrorKind::config, "\"" + escape_foreign(name, 60) + "\" is no name of a variable",
                  "letters, digits and _; $${ stands for ${ itself");
    }
    used.emplace(name);
    auto value = value_of(*this, name);
    if (!value && name.size() < inside.size()) value = inside.substr(name.size() + otherwise.size());
    if (!value) {
      return fail(ErrorKind::config, "${" + std::string(name) + "} has no value",
                  "give --set " + std::string(name) + "=VALUE, set it in the environment, or write ${" +
                      std::string(name) + ":-default}");
    }
    expanded += *value;
  }
  return expanded;
}

}  // namespace loadtest
