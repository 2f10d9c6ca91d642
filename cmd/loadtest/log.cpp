#include "loadtest/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <vector>

namespace loadtest {

void start_logging(const LogOptions& options) {
  std::vector<spdlog::sink_ptr> sinks;
  std::string file_problem;
  if (!options.file.empty()) {
    try {
      auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
      file->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
      file->set_level(options.verbose ? spdlog::level::debug : spdlog::level::info);
      sinks.push_back(std::move(file));
    } catch (const spdlog::spdlog_ex& error) {
      file_problem = error.what();
    }
  }
  auto standard_error = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  standard_error->set_pattern("%n: %l: %v");
  const bool to_file = !sinks.empty();
  standard_error->set_level(options.quiet                 ? spdlog::level::err
                            : options.verbose && !to_file ? spdlog::level::info
                                                          : spdlog::level::warn);
  sinks.push_back(std::move(standard_error));
  auto logger = std::make_shared<spdlog::logger>(options.who, sinks.begin(), sinks.end());
  logger->set_level(spdlog::level::debug);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  if (!file_problem.empty()) spdlog::warn("no log file: {}", file_problem);
}

}  // namespace loadtest
