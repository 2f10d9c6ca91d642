#pragma once

#include <vector>

#include "core/observed.h"
#include "core/secret.h"
#include "judge/finding.h"
#include "report/json_writer.h"

namespace loadtest {

/// The value of "server": an object of each source, by its name.
void write_observations(JsonWriter&, const Observations&, const Redactor&);

/// The value of "findings".
void write_findings(JsonWriter&, const std::vector<Finding>&, const Redactor&);

}  // namespace loadtest
