#pragma once

#include <string_view>

#include "core/error.h"
#include "core/exit_code.h"
#include "core/secret.h"
#include "loadtest/log_line.h"

namespace loadtest {

/// Tells every problem on standard error, one line each behind `who` ("loadtest ws"), and picks the exit code.
ExitCode tell(std::string_view who, const Problems&, const Redactor& = {});

/// Adds what was not found before: what is said once for all tracks is wrong once.
void add_new(Problems&, Problems found);

/// That exit code alone.
ExitCode exit_code(const Problems&);

/// One more line on standard error, in the form that the process has chosen (log_line.h).
void tell_line(std::string_view who, std::string_view line, const Redactor& = {}, LogLevel = LogLevel::info);

/// Writes to standard error; where nobody listens, nothing comes of it.
void put_error(std::string_view text);

/// Writes to standard output at once. False where not all of it could be written; a reader that went away is none of
/// our business.
bool print_out(std::string_view text);

}  // namespace loadtest
