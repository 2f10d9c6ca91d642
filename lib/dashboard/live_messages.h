#pragma once

#include <string>

#include "page/page_data.h"
#include "report/report.h"
#include "stats/progress.h"

// What viewers are sent, as JSON; secrets taken out. `document` and `tick` are those of page/page_data.h.
//   {"type": "page", "html"}               all of the page, for one that asked for it: nothing else
//   {"type": "load", "document", "hold"}   the run so far
//   {"type": "tick", "tick", "hold"}       about once a second
//   {"type": "stopping"}                   somebody ended it by its button
//   {"type": "over", "state", "kind", "reasons": [], "document", "html"}
//                                          judged: words, "pass", "warn", "fail" or "none", and sections of the report
//   {"type": "failed", "why"}              it could not be carried out to its end
// `hold`: [{"track": its number, "name", "least", "most", "now"}] of the tracks whose users may be changed by hand.
namespace loadtest {

/// The page of this run; whoever has it has connected before.
std::string page_message(const Report& described);
/// `latest` = what was shown last; null before anything was.
std::string load_message(const LiveHistory&, const Progress* latest, const Redactor&);
std::string tick_message(const Progress&, const Redactor&);
std::string stopping_message();
std::string over_message(const Report&);
/// `why`: secrets taken out.
std::string failed_message(const std::string& why);

}  // namespace loadtest
