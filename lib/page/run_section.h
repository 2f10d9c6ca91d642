#pragma once

#include <string>

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// What a run is called: its name, else its command. Secrets are still to be taken out.
std::string run_title(const Report&);

/// The effective scenario of each track.
void write_scenario(Html&, const Report&);

/// How the run is found again: id, host, version, seed, labels.
void write_run_facts(Html&, const Report&);

}  // namespace loadtest
