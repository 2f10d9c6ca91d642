#include "loadtest/problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "core/text.h"

namespace loadtest {
namespace {

constexpr std::size_t line_max_bytes = 1000;

ExitCode exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::config:
      return ExitCode::usage;
    case ErrorKind::guarded:
      return ExitCode::guarded;
    case ErrorKind::target:
      return ExitCode::not_carried_out;
    case ErrorKind::internal:
      break;
  }
  return ExitCode::internal;
}

}  // namespace

// fmt::print() would throw where nobody listens, and that must not end a run.
void put_error(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void tell_line(std::string_view who, std::string_view line, const Redactor& redactor, LogLevel level) {
  const std::string message = escape_foreign(redactor.redact(std::string(line)), line_max_bytes);
  if (told_as() == LogFormat::json)
    return put_error(json_log_line(std::chrono::system_clock::now(), level, who, message));
  put_error(fmt::format("{}: {}\n", who, in_locale(message)));
}

ExitCode tell(std::string_view who, const Problems& problems, const Redactor& redactor) {
  for (const Error& problem : problems) tell_line(who, problem.line(), redactor, LogLevel::error);
  return exit_code(problems);
}

ExitCode exit_code(const Problems& problems) {
  // In the order in which the exit codes apply.
  for (const ErrorKind kind : {ErrorKind::usage, ErrorKind::config, ErrorKind::guarded, ErrorKind::target}) {
    const auto same = [&](const Error& problem) { return problem.kind == kind; };
    if (std::any_of(problems.begin(), problems.end(), same)) return exit_code(kind);
  }
  return ExitCode::internal;
}

bool print_out(std::string_view text) {
  errno = 0;
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  return written || errno == EPIPE;
}

void add_new(Problems& problems, Problems found) {
  for (Error& problem : found) {
    const auto same = [&](const Error& other) { return other.line() == problem.line(); };
    if (std::none_of(problems.begin(), problems.end(), same)) problems.push_back(std::move(problem));
  }
}

}  // namespace loadtest
