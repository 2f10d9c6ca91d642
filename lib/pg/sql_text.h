#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace loadtest::pg {

/// A place in SQL that is given a value: "$3" or ":name".
struct SqlMark {
  std::size_t at = 0, size = 0;
  std::string_view name;  // "3", "name"
  bool numbered = false;  // begins with $
};

/// The first at or after `from` that lies outside of strings, quoted names and comments. `a::type` has none.
std::optional<SqlMark> next_mark(std::string_view sql, std::size_t from);

/// Where the first statement ends: at its semicolon, or at the end of the text.
std::size_t end_of_statement(std::string_view sql);

/// Whether only blanks and comments stand there.
bool is_blank_sql(std::string_view sql);

/// The first word that is no comment, in upper case; and whether a word stands anywhere outside of strings.
std::string first_word(std::string_view sql);
bool has_word(std::string_view sql, std::string_view upper_case_word);

/// A statement without what differs from call to call, and without what nobody may see: strings and numbers become "?",
/// comments go, blanks are single. Where it was cut in the middle of a string, that is hidden, too.
std::string statement_shape(std::string_view sql);

/// Appends `sql` with $1, $2 … replaced by these values as literals; null = NULL. Needs standard_conforming_strings,
/// which is the default.
void write_with_values(std::string_view sql, std::span<const char* const> values, std::string& out);

}  // namespace loadtest::pg
