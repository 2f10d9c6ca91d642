#pragma once

#include "report/markdown_page.h"
#include "report/report.h"

namespace loadtest {

/// What the summary says of the settings that were tried; nothing of a run that was no sweep.
void write_sweep(MarkdownPage&, const Report&);

}  // namespace loadtest
