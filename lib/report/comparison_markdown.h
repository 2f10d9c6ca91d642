#pragma once

#include <string>

#include "report/markdown_page.h"
#include "report/report.h"

namespace loadtest {

/// What got worse and a table, for a pull request; nothing where the report holds no comparison.
void write_comparison(MarkdownPage&, const Report&);

/// The same as a file of its own.
std::string comparison_markdown(const Report&);

}  // namespace loadtest
