#include "report/page.h"

#include <algorithm>

#include "report/layout.h"

namespace loadtest {

void Page::heading(std::string_view title, std::string_view more) {
  out_ += "\n" + paint_.bold(title);
  if (!more.empty()) out_.append(" ").append(more);
  out_ += "\n";
}

void Page::hang(std::string_view head, std::size_t head_width, std::string_view text, bool dim) {
  const std::vector<std::string> lines = wrap(text, width - std::min<std::size_t>(head_width, 60));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out_ += i == 0 ? std::string(head) : std::string(head_width, ' ');
    out_ += (dim ? paint_.dim(lines[i]) : lines[i]) + "\n";
  }
}

void Page::remark(CriterionStatus status, std::string_view text) {
  hang("  " + mark_of(status).shown(paint_) + " ", 4, text);
}

}  // namespace loadtest
