#pragma once

#include "report/page.h"
#include "report/report.h"

namespace loadtest {

/// The causes that were found, for people: as many figures and as much advice as one reads at a glance, all of it where
/// the summary is verbose. Nothing where there are none.
void write_findings_section(Page&, const Report&);

/// How a finding of this severity is marked.
CriterionStatus standing_of(Severity);

}  // namespace loadtest
