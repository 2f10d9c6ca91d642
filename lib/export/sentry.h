#pragma once

#include <memory>
#include <string>

#include "core/error.h"
#include "core/secret.h"
#include "http/url.h"
#include "report/companion.h"

namespace loadtest {

struct SentryOptions {
  HttpUrl url;  // where envelopes go
  Secret key;
  std::string monitor;  // slug; empty = no check-ins
};
/// From a DSN, https://KEY@HOST/PROJECT. Errors (usage) do not quote it.
Result<SentryOptions> parse_sentry(const std::string& dsn, const std::string& monitor);

/// Tells Sentry of a run that failed, was inconclusive or could not be carried out, and checks in with a monitor.
std::unique_ptr<RunCompanion> make_sentry(const SentryOptions&);

}  // namespace loadtest
