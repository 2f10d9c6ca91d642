#pragma once

#include "report/page.h"
#include "report/report.h"
#include "report/sink.h"

namespace loadtest {

/// What a comparison came to, in one line: "no regression: 3 guarded measures, 2 the same, 1 unclear".
std::string comparison_words(const RunComparison&);

/// "+12 to +18.3 %"; "–" where there is none.
std::string show_interval(const Change&);

/// Rows that people want to see: of what the load consists of all, of the rest those that changed, or that are guarded.
bool is_shown(const RunComparison&, const Change&);

/// Every measure beside the base; nothing where the report holds no comparison.
void write_comparison_section(Page&, const Report&);

/// The output of `loadtest compare` on a terminal.
std::string comparison_summary(const Report&, const ConsoleStyle&);

}  // namespace loadtest
