#include "pg/sql_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace loadtest::pg {

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }

std::size_t after(std::string_view sql, std::string_view end, std::size_t from) {
  const std::size_t found = sql.find(end, std::min(from, sql.size()));
  return found == std::string_view::npos ? sql.size() : found + end.size();
}

// Of a string, with '' or (where it began with E) \' within; or of a quoted name.
std::size_t after_quoted(std::string_view sql, std::size_t at, bool escapes) {
  const char quote = sql[at];
  for (++at; at < sql.size(); ++at) {
    if (escapes && sql[at] == '\\') {
      ++at;
    } else if (sql[at] == quote) {
      if (at + 1 >= sql.size() || sql[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return sql.size();
}

std::size_t after_comment(std::string_view sql, std::size_t at) {
  std::size_t depth = 0;  // they nest
  while (at < sql.size()) {
    if (sql.substr(at, 2) == "/*") {
      ++depth, at += 2;
    } else if (sql.substr(at, 2) == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return sql.size();
}

// $tag$ … $tag$, or `at` where none begins there.
std::size_t after_dollars(std::string_view sql, std::size_t at) {
  std::size_t end = at + 1;
  while (end < sql.size() && is_word(sql[end])) ++end;
  if (end >= sql.size() || sql[end] != '$' || (end > at + 1 && is_digit(sql[at + 1]))) return at;
  return after(sql, sql.substr(at, end - at + 1), end + 1);
}

/// Behind what begins here and is no code: a string, a quoted name, a comment; `at` where it is code.
std::size_t skip(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  if (c == '\'' || c == '"') {
    const bool escapes =
        c == '\'' && at > 0 && (sql[at - 1] == 'E' || sql[at - 1] == 'e') && (at < 2 || !is_word(sql[at - 2]));
    return after_quoted(sql, at, escapes);
  }
  if (sql.substr(at, 2) == "--") return after(sql, "\n", at);
  if (sql.substr(at, 2) == "/*") return after_comment(sql, at);
  if (c == '$' && (at == 0 || !is_word(sql[at - 1]))) return after_dollars(sql, at);
  return at;
}

}  // namespace

std::optional<SqlMark> next_mark(std::string_view sql, std::size_t from) {
  for (std::size_t at = from; at < sql.size();) {
    if (const std::size_t behind = skip(sql, at); behind != at) {
      at = behind;
      continue;
    }
    if (sql.substr(at, 2) == "::") {
      at += 2;
      continue;
    }
    const bool numbered = sql[at] == '$';
    const bool named = sql[at] == ':';
    std::size_t end = at + 1;
    const bool starts = end < sql.size() && (numbered ? is_digit(sql[end]) : named && is_letter(sql[end]));
    if (starts && !(numbered && at > 0 && is_word(sql[at - 1]))) {
      while (end < sql.size() && (numbered ? is_digit(sql[end]) : is_word(sql[end]))) ++end;
      return SqlMark{at, end - at, sql.substr(at + 1, end - at - 1), numbered};
    }
    ++at;
  }
  return std::nullopt;
}

std::size_t end_of_statement(std::string_view sql) {
  for (std::size_t at = 0; at < sql.size();) {
    const std::size_t behind = skip(sql, at);
    if (behind == at && sql[at] == ';') return at;
    at = behind == at ? at + 1 : behind;
  }
  return sql.size();
}

bool is_blank_sql(std::string_view sql) {
  for (std::size_t at = 0; at < sql.size();) {
    const bool comment = sql.substr(at, 2) == "--" || sql.substr(at, 2) == "/*";
    if (!comment && std::isspace(static_cast<unsigned char>(sql[at])) == 0) return false;
    at = comment ? skip(sql, at) : at + 1;
  }
  return true;
}

namespace {

// Calls `found` with each word of the code, until that is true.
template <class Found>
void for_each_word(std::string_view sql, Found found) {
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t behind = skip(sql, at); behind != at) {
      at = behind;
      continue;
    }
    std::size_t end = at;
    while (end < sql.size() && is_word(sql[end])) ++end;
    if (end > at) {
      std::string word(sql.substr(at, end - at));
      for (char& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      if (found(word)) return;
    }
    at = std::max(end, at + 1);
  }
}

}  // namespace

std::string first_word(std::string_view sql) {
  std::string first;
  for_each_word(sql, [&](const std::string& word) {
    first = word;
    return true;
  });
  return first;
}

bool has_word(std::string_view sql, std::string_view upper_case_word) {
  bool has = false;
  for_each_word(sql, [&](const std::string& word) { return has = has || word == upper_case_word; });
  return has;
}

std::string statement_shape(std::string_view sql) {
  std::string shape;
  const auto blank = [&] {
    if (!shape.empty() && shape.back() != ' ') shape += ' ';
  };
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    const std::size_t behind = skip(sql, at);
    if (behind != at) {
      if (c == '"')
        shape += sql.substr(at, behind - at);
      else if (c == '\'' || c == '$')
        shape += '?';
      else
        blank();
      at = behind;
    } else if (is_digit(c) && (at == 0 || (!is_word(sql[at - 1]) && sql[at - 1] != '$'))) {
      while (at < sql.size() && (is_word(sql[at]) || sql[at] == '.')) ++at;
      shape += '?';
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      blank();
      ++at;
    } else {
      shape += c;
      ++at;
    }
  }
  while (!shape.empty() && (shape.back() == ' ' || shape.back() == ';')) shape.pop_back();
  return shape;
}

void write_with_values(std::string_view sql, std::span<const char* const> values, std::string& out) {
  std::size_t written = 0;
  for (auto mark = next_mark(sql, 0); mark; mark = next_mark(sql, mark->at + mark->size)) {
    std::size_t number = 0;
    std::from_chars(mark->name.data(), mark->name.data() + mark->name.size(), number);
    if (!mark->numbered || number == 0 || number > values.size()) continue;
    out += sql.substr(written, mark->at - written);
    written = mark->at + mark->size;
    const char* value = values[number - 1];
    if (value == nullptr) {
      out += "NULL";
      continue;
    }
    out += '\'';
    for (; *value != '\0'; ++value) {
      if (*value == '\'') out += '\'';
      out += *value;
    }
    out += '\'';
  }
  out += sql.substr(written);
}

}  // namespace loadtest::pg
