#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadtest/load_options.h"
#include "report/annotations.h"

namespace loadtest {

/// Whether the process runs as a step on GitHub Actions, and nobody said --no-github.
bool on_github(const OutputOptions&);

/// Appends the Markdown to the step's summary and tells the annotations on standard error, where GitHub finds them as
/// well: standard output is the user's. Changes nothing for the run; what cannot be written is one warning. Secrets are
/// taken out already.
void tell_github(std::string_view who, const std::string& markdown, const std::vector<Annotation>&);

}  // namespace loadtest
