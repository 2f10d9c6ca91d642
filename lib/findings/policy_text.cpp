#include "findings/policy_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace loadtest {
namespace {

bool is_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '$'; }

std::size_t after_string(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\'', at + 1);
  return end == std::string_view::npos ? text.size() : end + 1;
}

// Behind the parenthesis that closes the one at `at`.
std::size_t after_parentheses(std::string_view text, std::size_t at) {
  for (int depth = 0; at < text.size(); ++at) {
    if (text[at] == '\'') at = after_string(text, at) - 1;
    if (at < text.size() && text[at] == '(') ++depth;
    if (at < text.size() && text[at] == ')' && --depth == 0) return at + 1;
  }
  return text.size();
}

// Words that a parenthesis may follow and that are no functions.
bool is_keyword(std::string_view name) {
  constexpr std::array<std::string_view, 13> words{"AND",    "OR",       "NOT",   "ANY",   "ALL",    "IN", "EXISTS",
                                                   "SELECT", "COALESCE", "ARRAY", "WHERE", "NULLIF", "ROW"};
  return std::find(words.begin(), words.end(), name) != words.end();
}

// Constants alone: then the same comes of it for every row.
bool has_no_columns(std::string_view arguments) {
  for (std::size_t at = 0; at < arguments.size();) {
    if (arguments[at] == '\'') {
      at = after_string(arguments, at);
    } else if (arguments.substr(at, 2) == "::") {
      for (at += 2; at < arguments.size() && is_part(arguments[at]); ++at) continue;
    } else if (is_part(arguments[at])) {
      std::size_t end = at;
      while (end < arguments.size() && is_part(arguments[end])) ++end;
      const std::string_view word = arguments.substr(at, end - at);
      const bool constant = std::isdigit(static_cast<unsigned char>(word.front())) != 0 || word == "true" ||
                            word == "false" || word == "NULL";
      if (!constant) return false;
      at = end;
    } else {
      ++at;
    }
  }
  return true;
}

bool stands_in_select(std::string_view before) {
  while (before.ends_with(' ')) before.remove_suffix(1);
  return before.ends_with("SELECT") || before.ends_with("select");
}

}  // namespace

std::string wrap_calls(std::string_view condition) {
  std::string out;
  for (std::size_t at = 0; at < condition.size();) {
    if (condition[at] == '\'') {
      const std::size_t end = after_string(condition, at);
      out += condition.substr(at, end - at);
      at = end;
      continue;
    }
    if (!is_part(condition[at])) {
      out += condition[at++];
      continue;
    }
    std::size_t end = at;
    while (end < condition.size() && is_part(condition[end])) ++end;
    const std::string_view name = condition.substr(at, end - at);
    const bool type = at >= 2 && condition.substr(at - 2, 2) == "::";
    if (!type && end < condition.size() && condition[end] == '(' && !is_keyword(name)) {
      const std::size_t behind = after_parentheses(condition, end);
      const std::string_view call = condition.substr(at, behind - at);
      if (has_no_columns(call.substr(name.size())) && !stands_in_select(condition.substr(0, at))) {
        out.append("(SELECT ").append(call).append(")");
        at = behind;
        continue;
      }
    }
    out += name;
    at = end;
  }
  return out;
}

}  // namespace loadtest
