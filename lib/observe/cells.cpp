#include "observe/cells.h"

#include <charconv>

#include "core/text.h"
#include "pg/sql_text.h"

namespace loadtest {

std::optional<double> to_number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  double value = 0;
  const char* const end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

std::string shown_statement(const std::string& sql) {
  if (sql == "<insufficient privilege>") return "(hidden)";
  return escape_foreign(pg::statement_shape(sql), 300);
}

std::string shown_text(const std::optional<std::string>& text) { return text ? escape_foreign(*text, 100) : ""; }

ObservedTable::Cell number_cell(std::optional<double> value) {
  return value ? ObservedTable::Cell(*value) : ObservedTable::Cell();
}

const std::optional<std::string>& field(const pg::Admin::Row& row, std::size_t at) {
  static const std::optional<std::string> none;
  return at < row.size() ? row[at] : none;
}

}  // namespace loadtest
