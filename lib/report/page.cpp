#include "report/page.h"

#include <algorithm>

#include "report/layout.h"

namespace loadtest {

namespace {

// Where a head leaves less room than this, the text goes below it.
constexpr std::size_t text_least = 24;
constexpr std::string_view below_head = "      ";

}  // namespace

void Page::heading(std::string_view title, std::string_view more) {
  out_ += "\n" + paint_.bold(title);
  if (!more.empty()) out_.append(" ").append(more);
  out_ += "\n";
}

void Page::hang(std::string_view head, std::size_t head_width, std::string_view text, bool dim) {
  if (columns_ < usual_columns && head_width + text_least > columns_) {
    const std::size_t end = head.find_last_not_of(' ');
    if (end != std::string_view::npos) out_.append(head.substr(0, end + 1)).append("\n");
    head = below_head;
    head_width = below_head.size();
  }
  const std::vector<std::string> lines = wrap(text, columns_ - std::min(head_width, columns_ * 3 / 5));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out_ += i == 0 ? std::string(head) : std::string(head_width, ' ');
    out_ += (dim ? paint_.dim(lines[i]) : lines[i]) + "\n";
  }
}

void Page::remark(CriterionStatus status, std::string_view text) {
  hang("  " + mark_of(status).shown(paint_) + " ", 4, text);
}

}  // namespace loadtest
