#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// What the tracks did to one another; nothing where none ran alone.
void write_interference_table(Html&, const Report&);

}  // namespace loadtest
