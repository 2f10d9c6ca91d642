#include "target/log_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace loadtest::target {

Result<LogFile> LogFile::open(std::filesystem::path path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return fail(ErrorKind::target, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  return LogFile(std::move(path), fd);
}

LogFile::LogFile(LogFile&& other) noexcept : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

LogFile::~LogFile() {
  if (fd_ >= 0) ::close(fd_);
}

std::string LogFile::complaint() const {
  std::string last, error;
  std::ifstream log(path_);
  for (std::string line; std::getline(log, line);) {
    if (line.empty()) continue;
    if (line.find("FATAL:") != std::string::npos || line.find("error:") != std::string::npos) error = line;
    last = line;
  }
  return error.empty() ? last : error;
}

}  // namespace loadtest::target
