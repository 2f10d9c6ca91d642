#include "report/search_section.h"

#include <fmt/format.h>

#include "core/units.h"
#include "judge/wording.h"
#include "report/layout.h"

namespace loadtest {
namespace {

constexpr std::size_t level_width = 14, figure_width = 10;

std::string shown_reason(const LevelTry& one) {
  if (one.standing != LevelStanding::spoiled) return one.reason;
  return "says nothing, the generator was not trustworthy: " + one.reason;
}

}  // namespace

void write_search_section(Page& page, const Report& report) {
  if (!report.search) return;
  const SearchOutcome& search = *report.search;
  page.heading("SEARCH", fmt::format("{} of {}, {} a level", search.what, page.clean(search.track),
                                     format_duration(search.level_duration)));
  page.line(pad_left("level", level_width + 2) + pad_left("ok", figure_width) + pad_left("p95", figure_width) +
                pad_left("success", figure_width),
            true);
  for (const LevelTry& one : search.levels) {
    const Mark mark = mark_of(criterion_status(one.standing));
    const std::string head = fmt::format("  {} {}{}{}{}  ", mark.shown(page.paint()),
                                         pad_left(show_level(one.level, search.what), level_width),
                                         pad_left(show_value(one.rate_per_s, "1/s"), figure_width),
                                         pad_left(one.p95_ms ? show_millis(*one.p95_ms) : "–", figure_width),
                                         pad_left(show_share(one.success_share), figure_width));
    page.hang(head, 4 + level_width + 3 * figure_width + 2, page.clean(shown_reason(one)), true);
  }
  if (search.holds) page.line("what follows is of the last run at the level that holds", true);
}

}  // namespace loadtest
