#pragma once

#include <string>

#include "page/chart.h"
#include "page/html.h"

namespace loadtest {

/// A chart as static SVG with its legend below, for readers without scripts. Colors are attributes, which styles may
/// replace: it is readable without any.
void write_svg_chart(Html&, const Chart&, const std::string& label);

/// Its values as a table.
void write_chart_table(Html&, const Chart&);

}  // namespace loadtest
