#pragma once

#include <optional>
#include <string>
#include <vector>

#include "export/export_spec.h"
#include "export/sentry.h"
#include "loadtest/command.h"

namespace loadtest {

/// Who is told of a run beside its user.
struct ExportOptions {
  std::vector<ExportSpec> receivers;
  std::optional<SentryOptions> sentry;
  std::vector<std::string> secrets;  // among them, for a Redactor
};

/// Takes what is secret out of the environment, also where nothing is exported, so that no child inherits it.
ExportOptions read_export_options(const CommandInput&, Problems&);

}  // namespace loadtest
