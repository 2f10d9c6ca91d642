#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"

namespace loadtest {

/// A file that is written at once, when all of it is known: it takes its place complete, so that nobody ever reads half
/// of it, and an earlier one survives a full disk.
class OutputFile {
 public:
  /// Links are followed. Errors (usage): a folder that does not exist or may not be written, no regular file.
  static Result<OutputFile> check(const std::string& path);
  /// Errors (target): the disk is full, or what else came between.
  Status write(std::string_view content) const;

 private:
  OutputFile(std::string shown, std::filesystem::path target) : shown_(std::move(shown)), target_(std::move(target)) {}

  std::string shown_;  // as the user wrote it
  std::filesystem::path target_;
};

/// ".json"; empty where there is none.
std::string ending_of(const std::string& path);
/// That a file has none of the endings that are known, which tell its format.
Error unknown_ending(const std::string& path, std::string_view known);

}  // namespace loadtest
