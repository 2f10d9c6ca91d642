#pragma once

#include <string>

#include "history/history.h"
#include "report/sink.h"

namespace loadtest {

/// For a terminal.
std::string history_summary(const History&, const ConsoleStyle&);
/// Format "loadtest.history/1".
std::string history_json(const History&);
/// For an issue or a step summary.
std::string history_markdown(const History&);
/// One page with all trends.
std::string history_page(const History&);

}  // namespace loadtest
