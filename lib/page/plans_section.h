#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// Plans of the slowest statements, each beside that of a typical execution; nothing where none were asked for.
void write_plans(Html&, const Report&);

/// Whether there are any.
bool has_plans(const Report&);

}  // namespace loadtest
