#include "report/coincidences_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/coincidence_words.h"

namespace loadtest {

void write_coincidences(Page& page, const Report& report) {
  const auto& all = report.coincidences;
  if (all.empty()) return;
  page.heading("COINCIDENCES", "second by second");
  const std::size_t shown = page.verbose() ? all.size() : std::min(all.size(), coincidences_shown);
  for (std::size_t i = 0; i < shown; ++i) page.line(page.clean(coincidence_sentence(all[i])));
  if (shown < all.size()) page.line(fmt::format("and {} more", all.size() - shown), true);
  page.line(coincidence_caution, true);
}

}  // namespace loadtest
