#include "scenario/reword.h"

#include <algorithm>

#include "scenario/scenario_file.h"

namespace loadtest {
namespace {

bool is_option_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

// The option that `text` begins with, without its dashes.
std::string_view leading_option(std::string_view text) {
  if (!text.starts_with("--")) return {};
  text.remove_prefix(2);
  const auto end = std::find_if_not(text.begin(), text.end(), is_option_letter);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string reworded(std::string_view text, const Origins& origins, bool in_file) {
  std::string result;
  while (!text.empty()) {
    const std::size_t at = text.find("--");
    result += text.substr(0, at);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    const std::string_view option = leading_option(text);
    const auto origin = origins.find(option);
    if (origin != origins.end() && !origin->second.in_file) {
      result += origin->second.where;
    } else {
      result += in_file && !option.empty() ? key_of(option) : "--" + std::string(option);
    }
    text.remove_prefix(2 + option.size());
  }
  return result;
}

}  // namespace

Error reword(Error problem, const Origins& origins) {
  std::string_view rest = problem.message;
  const auto origin = origins.find(leading_option(rest));
  if (origin == origins.end()) return problem;
  const bool in_file = origin->second.in_file;
  rest.remove_prefix(2 + origin->first.size());
  const std::string colon = in_file && !rest.starts_with(":") ? ":" : "";
  return {problem.kind, origin->second.where + colon + reworded(rest, origins, in_file),
          reworded(problem.hint, origins, in_file)};
}

}  // namespace loadtest
