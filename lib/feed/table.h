#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// The rows that messages and statements are filled from, as text: columns by name, cells in one flat buffer. Read once
/// before a run and only looked at afterwards, by any number of threads.
class FeedTable {
 public:
  /// What a table may hold, so that a cell's place takes four bytes.
  static constexpr std::uint64_t bytes_max = UINT32_MAX;

  explicit FeedTable(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t rows() const { return columns_.empty() ? 0 : ends_.size() / columns_.size(); }
  /// Which column has this name.
  std::optional<std::size_t> column(std::string_view name) const;
  /// Valid as long as the table; a zero byte stands behind it. No bounds are checked.
  std::string_view cell(std::size_t row, std::size_t column) const {
    const std::size_t at = row * columns_.size() + column;
    const std::size_t begin = at == 0 ? 0 : ends_[at - 1];
    return std::string_view(text_).substr(begin, ends_[at] - begin - 1);
  }

  /// The next cell, row by row. False where the table would get larger than `bytes_max`.
  bool add(std::string_view value);

 private:
  std::vector<std::string> columns_;
  std::string text_;
  std::vector<std::uint32_t> ends_;  // of each cell with its zero byte, in text_
};

}  // namespace loadtest
