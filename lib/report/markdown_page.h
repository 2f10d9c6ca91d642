#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// Text of others in GitHub's Markdown, inert: as it is where it is plain words, else as code, in which nothing is a
/// link, a mention, an image, HTML or the end of a table's cell.
std::string markdown_words(std::string_view);

/// Any text as code.
std::string markdown_code(std::string_view);

/// Markdown of a bounded length: what comes after the bound is left out line by line, and that is said at its end.
class MarkdownPage {
 public:
  explicit MarkdownPage(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// One line, or lines that belong together. Empty: the end of a paragraph.
  void line(std::string_view text = {});
  /// A table; the columns of `right` (by index from) are numbers.
  void table_head(const std::vector<std::string_view>& titles, std::size_t numbers_from, std::size_t numbers_to);
  void table_row(const std::vector<std::string>& cells);

  std::string take();

 private:
  std::size_t bytes_max_;
  std::string out_;
  bool full_ = false;
};

}  // namespace loadtest
