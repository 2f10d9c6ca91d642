#pragma once

#include <string>
#include <string_view>

#include "core/instant.h"

namespace loadtest {

/// How lines on standard error look: as people read them, or as one JSON object each.
enum class LogFormat { text, json };
enum class LogLevel { debug, info, warning, error };

/// The process has one standard error, so all that is told there has one form: text, until this is called. Call it
/// before there are threads.
void tell_as(LogFormat);
LogFormat told_as();

/// {"time": "2026-11-23T03:00:00.125Z", "level": "warning", "who": "loadtest ws", "message": "…"} and a line's end.
std::string json_log_line(Instant, LogLevel, std::string_view who, std::string_view message);

/// Text as a terminal of this locale can show it: without UTF-8, the signs that we use have forms in ASCII, and what is
/// of others is escaped.
std::string in_locale(std::string_view text);

}  // namespace loadtest
