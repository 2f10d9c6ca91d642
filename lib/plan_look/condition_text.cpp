#include "plan_look/condition_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace loadtest {
namespace {

constexpr std::string_view::size_type none = std::string_view::npos;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || (c & 0x80) != 0;
}

// Behind the string or quoted name that begins here.
std::size_t after_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (text[at] != quote) continue;
    if (at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
    ++at;
  }
  return text.size();
}

// A name with dots between its parts, each a word or quoted; empty where none begins here.
std::string_view name_at(std::string_view text, std::size_t at) {
  const std::size_t from = at;
  while (at < text.size()) {
    const std::size_t part = at;
    if (text[at] == '"') {
      at = after_quoted(text, at);
    } else {
      while (at < text.size() && is_word(text[at])) ++at;
    }
    if (at == part) break;
    if (at >= text.size() || text[at] != '.') return text.substr(from, at - from);
    ++at;
  }
  return text.substr(from, at - from);
}

// Calls `found(name, from, behind)` for each name outside of strings, and "'" for nothing.
template <class Found>
void for_each_name(std::string_view text, Found found) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\'') {
      at = after_quoted(text, at);
    } else if (text.substr(at, 2) == "::") {  // a type
      at += 2;
      at += name_at(text, at).size();
    } else if (const std::string_view name = name_at(text, at); !name.empty()) {
      found(name, at);
      at += name.size();
    } else {
      ++at;
    }
  }
}

// Quick, or no functions at all: words that a parenthesis may follow.
constexpr std::array<std::string_view, 40> quick{"AND",       "OR",
                                                 "NOT",       "ANY",
                                                 "ALL",       "IN",
                                                 "CASE",      "WHEN",
                                                 "THEN",      "ELSE",
                                                 "COALESCE",  "NULLIF",
                                                 "GREATEST",  "LEAST",
                                                 "ROW",       "ARRAY",
                                                 "SubPlan",   "InitPlan",
                                                 "EXISTS",    "lower",
                                                 "upper",     "length",
                                                 "abs",       "now",
                                                 "date",      "date_trunc",
                                                 "EXTRACT",   "btrim",
                                                 "substring", "left",
                                                 "right",     "concat",
                                                 "mod",       "floor",
                                                 "round",     "timezone",
                                                 "unnest",    "array_position",
                                                 "to_date",   "replace"};

std::string last_part(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return std::string(dot == none ? name : name.substr(dot + 1));
}

bool before_is(std::string_view text, std::size_t at, char wanted) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '(')) --at;
  const bool longer = at > 1 && std::ispunct(static_cast<unsigned char>(text[at - 2])) != 0;  // "<="
  return at > 0 && text[at - 1] == wanted && !longer;
}

bool behind_is(std::string_view text, std::size_t at, char wanted) {
  while (at < text.size() && (text[at] == ' ' || text[at] == ')')) ++at;
  if (text.substr(at, 2) == "::") {
    at += 2;
    at += name_at(text, at).size();
    while (at < text.size() && (text[at] == ' ' || text[at] == ')')) ++at;
  }
  return at < text.size() && text[at] == wanted && (at + 1 >= text.size() || text[at + 1] == ' ');
}

}  // namespace

std::vector<std::string_view> conjuncts(std::string_view condition) {
  if (condition.size() < 2 || condition.front() != '(' || condition.back() != ')') return {condition};
  const std::string_view inside = condition.substr(1, condition.size() - 2);
  constexpr std::string_view between = " AND ";
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begun = 0;
  for (std::size_t at = 0; at < inside.size();) {
    const char c = inside[at];
    if (c == '\'' || c == '"') {
      at = after_quoted(inside, at);
      continue;
    }
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth < 0) return {condition};  // the first and the last parenthesis are no pair
    if (depth == 0 && inside.substr(at, between.size()) == between) {
      parts.push_back(inside.substr(begun, at - begun));
      at += between.size();
      begun = at;
      continue;
    }
    ++at;
  }
  if (parts.empty()) return {condition};
  parts.push_back(inside.substr(begun));
  return parts;
}

std::string costly_call(std::string_view condition) {
  std::string found;
  for_each_name(condition, [&](std::string_view name, std::size_t at) {
    const std::size_t behind = at + name.size();
    if (!found.empty() || behind >= condition.size() || condition[behind] != '(') return;
    if (std::find(quick.begin(), quick.end(), name) == quick.end()) found = name;
  });
  return found;
}

std::vector<std::string> columns_of(std::string_view condition, std::string_view alias) {
  std::vector<std::string> equal, others;
  const std::string quoted = "\"" + std::string(alias) + "\"";
  for_each_name(condition, [&](std::string_view name, std::size_t at) {
    const std::size_t dot = name.rfind('.');
    if (dot == none || (name.substr(0, dot) != alias && name.substr(0, dot) != quoted)) return;
    const bool holds_equal = before_is(condition, at, '=') || behind_is(condition, at + name.size(), '=');
    (holds_equal ? equal : others).push_back(last_part(name));
  });
  std::vector<std::string> columns;
  for (const auto* part : {&equal, &others})
    for (const std::string& one : *part)
      if (std::find(columns.begin(), columns.end(), one) == columns.end()) columns.push_back(one);
  return columns;
}

}  // namespace loadtest
