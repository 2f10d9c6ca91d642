#include <algorithm>

#include "feed/read_table.h"
#include "feed/reading.h"

namespace loadtest {
namespace {

// Takes the text apart, value by value.
class CsvText {
 public:
  CsvText(std::string_view text, std::string_view name) : text_(text), place_{name} {}

  // Past empty lines. False at the end.
  bool next_row() {
    while (at_ < text_.size() && line_end()) {
    }
    row_ = place_;
    return at_ < text_.size();
  }

  // Into `value`; whether another one follows in this row.
  Result<bool> next_value(std::string& value) {
    value.clear();
    const Status read = at_ < text_.size() && text_[at_] == '"' ? quoted_value(value) : bare_value(value);
    if (!read) return tl::unexpected(read.error());
    if (at_ == text_.size() || line_end()) return false;
    if (text_[at_] == ',') {
      ++at_;
      return true;
    }
    return place_.wrong(fmt::format("{} follows a closing quote", feed::quoted(text_.substr(at_, 1))),
                        "a quote within quotes is written twice: \"\"");
  }

  const feed::Place& row() const { return row_; }  // where it began

 private:
  bool line_end() {
    const std::size_t length = text_.substr(at_).starts_with("\r\n") ? 2 : text_[at_] == '\n' ? 1 : 0;
    at_ += length;
    place_.line += length == 0 ? 0 : 1;
    return length > 0;
  }

  Status bare_value(std::string& value) {
    const std::size_t end = std::min(text_.find_first_of(",\"\r\n", at_), text_.size());
    value.assign(text_.substr(at_, end - at_));
    at_ = end;
    if (end == text_.size() || text_[end] == ',' || text_[end] == '\n') return {};
    if (text_[end] == '"') {
      return place_.wrong("a quote within a value that does not begin with one",
                          "put the whole value into quotes, and write this one twice: \"\"");
    }
    if (text_.substr(end).starts_with("\r\n")) return {};
    return place_.wrong("a carriage return without a line feed", "end lines with LF or CRLF");
  }

  Status quoted_value(std::string& value) {
    const feed::Place begin = place_;
    for (++at_;;) {
      const std::size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) return begin.wrong("a quote that is never closed", "close it");
      const std::string_view piece = text_.substr(at_, end - at_);
      place_.line += static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n'));
      value.append(piece);
      at_ = end + 1;
      if (at_ == text_.size() || text_[at_] != '"') return {};
      value += '"';
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  feed::Place place_, row_{};
};

Result<std::vector<std::string>> header_of(CsvText& csv, std::string_view name) {
  if (!csv.next_row()) return feed::Place{name}.wrong("is empty", "a header line and at least one row are needed");
  std::vector<std::string> columns;
  std::string value;
  for (bool more = true; more;) {
    const Result<bool> read = csv.next_value(value);
    if (!read) return tl::unexpected(read.error());
    columns.emplace_back(without_blanks(value));
    more = *read;
  }
  if (const Status right = feed::check_columns(columns, csv.row()); !right) return tl::unexpected(right.error());
  return columns;
}

}  // namespace

Result<FeedTable> read_csv(std::string_view text, std::string_view name) {
  const auto plain = feed::plain_text(text, name);
  if (!plain) return tl::unexpected(plain.error());
  CsvText csv(*plain, name);
  auto columns = header_of(csv, name);
  if (!columns) return tl::unexpected(columns.error());
  const std::size_t width = columns->size();
  FeedTable table(std::move(*columns));
  std::string value;
  while (csv.next_row()) {
    std::size_t values = 0;
    for (bool more = true; more; ++values) {
      const Result<bool> read = csv.next_value(value);
      if (!read) return tl::unexpected(read.error());
      more = *read;
      if (values < width && !table.add(value)) return csv.row().wrong("the table is larger than 4 GiB", "split it");
    }
    if (values != width) {
      return csv.row().wrong(fmt::format("{} value{} where the header has {}", values, values == 1 ? "" : "s", width),
                             values > width ? "put a value with a comma into quotes" : "write an empty value as ,,");
    }
  }
  if (table.rows() == 0) return feed::Place{name}.wrong("has no row below its header", "at least one is needed");
  return table;
}

}  // namespace loadtest
