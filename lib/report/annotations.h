#pragma once

#include <span>
#include <string>
#include <vector>

#include "report/report.h"

namespace loadtest {

/// One remark that a CI server shows beside a change.
struct Annotation {
  enum class Level { error, warning } level = Level::warning;
  std::string title, text;
};

/// What people should know of a run: why its figures cannot be believed, criteria that failed, warned or have no data,
/// and what was found to be the cause.
/// Worst first; nothing of a run that is well. Secrets are taken out.
std::vector<Annotation> annotations_of(const Report&);

/// The same as GitHub's workflow commands, a line each. Five at most, which is what people read and half of what GitHub
/// takes of a step: of more, the fifth tells how many.
std::string workflow_commands(std::span<const Annotation>);

}  // namespace loadtest
