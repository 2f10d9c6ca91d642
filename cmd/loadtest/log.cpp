#include "loadtest/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <vector>

#include "loadtest/log_line.h"
#include "loadtest/problems.h"

namespace loadtest {
namespace {

LogLevel level_of(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return LogLevel::error;
  if (level == spdlog::level::warn) return LogLevel::warning;
  return level == spdlog::level::info ? LogLevel::info : LogLevel::debug;
}

/// As lines are told on standard error.
class ToldFormatter final : public spdlog::formatter {
 public:
  explicit ToldFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& told, spdlog::memory_buf_t& out) override {
    const std::string_view who(told.logger_name.data(), told.logger_name.size());
    const std::string_view message(told.payload.data(), told.payload.size());
    const auto level = spdlog::level::to_string_view(told.level);
    const std::string line =
        format_ == LogFormat::json
            ? json_log_line(told.time, level_of(told.level), who, message)
            : fmt::format("{}: {}: {}\n", who, std::string_view(level.data(), level.size()), in_locale(message));
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<ToldFormatter>(format_); }

 private:
  LogFormat format_;
};

spdlog::sink_ptr file_sink(const LogOptions& options) {
  auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
  if (told_as() == LogFormat::json)
    file->set_formatter(std::make_unique<ToldFormatter>(LogFormat::json));
  else
    file->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  file->set_level(options.verbose ? spdlog::level::debug : spdlog::level::info);
  return file;
}

}  // namespace

void start_logging(const LogOptions& options) {
  std::vector<spdlog::sink_ptr> sinks;
  std::string file_problem;
  if (!options.file.empty()) {
    try {
      sinks.push_back(file_sink(options));
    } catch (const spdlog::spdlog_ex& error) {
      file_problem = error.what();
    }
  }
  auto standard_error = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  standard_error->set_formatter(std::make_unique<ToldFormatter>(told_as()));
  const bool to_file = !sinks.empty();
  standard_error->set_level(options.quiet                 ? spdlog::level::err
                            : options.verbose && !to_file ? spdlog::level::info
                                                          : spdlog::level::warn);
  // First, for a sink that fails keeps those behind it from being written to.
  sinks.insert(sinks.begin(), std::move(standard_error));
  auto logger = std::make_shared<spdlog::logger>(options.who, sinks.begin(), sinks.end());
  logger->set_level(spdlog::level::debug);
  logger->flush_on(spdlog::level::info);
  logger->set_error_handler([who = options.who, told = std::make_shared<std::atomic<bool>>()](const std::string& why) {
    if (!told->exchange(true)) tell_line(who, "the log cannot be written: " + why, {}, LogLevel::warning);
  });
  spdlog::set_default_logger(std::move(logger));
  if (!file_problem.empty()) spdlog::warn("no log file: {}", file_problem);
}

}  // namespace loadtest
