#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"

namespace loadtest::target {

/// A file for what a program prints, which is asked what went wrong when the program fails.
class LogFile {
 public:
  /// Errors (target): it cannot be written to.
  static Result<LogFile> open(std::filesystem::path);
  ~LogFile();
  LogFile(LogFile&&) noexcept;
  LogFile& operator=(LogFile&&) = delete;

  int fd() const { return fd_; }
  /// The line that tells most: the last error, else the last of all.
  std::string complaint() const;

 private:
  LogFile(std::filesystem::path path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::filesystem::path path_;
  int fd_;
};

}  // namespace loadtest::target
