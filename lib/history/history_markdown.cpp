#include <fmt/format.h>

#include "history/history_outputs.h"
#include "history/trend_words.h"
#include "report/file_formats.h"
#include "report/markdown_page.h"

namespace loadtest {

std::string history_markdown(const History& history) {
  constexpr std::size_t bars = 30;
  MarkdownPage page(markdown_bytes_max);
  page.line("## History of " + markdown_words(history.folder));
  for (const HistoryGroup& group : history.groups) {
    page.line("\n### " + runs_words(group) + "\n");
    page.line(markdown_code(group.load));
    for (const HistoryTrend& trend : group.trends)
      if (trend.changed)
        page.line("- **" + markdown_words(trend.subject) + "** " + markdown_words(change_words(trend, group)));
    page.table_head({"measure", "last", "median", "old to new"}, 1, 3);
    for (const HistoryTrend& trend : group.trends)
      page.table_row(
          {markdown_words(trend.subject), last_shown(trend), median_shown(trend), sparkline(trend.values, bars, true)});
  }
  page.line();
  for (const std::string& remark : history.remarks) page.line("- " + markdown_words(remark));
  return page.take();
}

}  // namespace loadtest
