#pragma once

#include <optional>
#include <string>

#include "report/report.h"

namespace loadtest {

/// Envelopes as Sentry takes them: a header, and an item with its own; each a line.

/// 32 hexadecimal digits, made of a text that is unlike any other.
std::string sentry_id(std::string_view unique);
/// `status`: in_progress, ok or error.
std::string check_in_envelope(std::string_view id, std::string_view monitor, std::string_view status,
                              std::optional<double> duration_s);
/// An event that says what became of a run, `why` in place of a verdict where it could not be carried out.
std::string event_envelope(std::string_view id, const Report&, const std::string* why);

}  // namespace loadtest
