#pragma once

#include <string>
#include <string_view>

#include "report/report.h"

namespace loadtest {

/// The report of a finished run as one HTML file that opens anywhere: readable without scripts or styles, better with
/// them. The result file is inside (where it fits), in <script type="application/json" id="loadtest-result">; the
/// intervals of a long run are longer there than in the file itself.
std::string html_report(const Report&);

/// What whoever serves a page adds to it.
struct LivePage {
  std::string_view controls;  // markup of <div id="loadtest-live">, such as buttons
  std::string_view style;
  std::string_view script;  // the last on the page: connects, then calls loadtestPage.load() and loadtestPage.append()
};

/// The same page of a run that lasts: the verdict is "running", the charts are empty. Scripts find:
///   loadtestPage.load(document), loadtestPage.append(tick)   what page/page_data.h makes; they draw and fill the tiles
///   loadtestPage.state(text, kind)   the words of the verdict; kind: "running", "pass", "warn", "fail", "none"
///   loadtestPage.say(text)           a line below it, told to screen readers too
/// It may connect to its own server only, by its content security policy.
std::string live_page(const Report& described, const LivePage&);

}  // namespace loadtest
