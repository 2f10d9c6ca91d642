#pragma once

#include <filesystem>
#include <string_view>

#include "core/error.h"

namespace loadtest::target {

/// A folder that only we may enter, short enough in name for a Unix socket in it. It is locked as long as this process
/// or one that inherited lock() lives; what a killed process left behind is recognised by that, by its name and by its
/// marker, and removed.
class PrivateFolder {
 public:
  /// The file in it by which we know that it is one of ours.
  static constexpr std::string_view marker = ".loadtest-db";

  /// Makes one in `temporary` (such as $TMPDIR; may be empty), in /tmp where that does not do. Folders that nobody
  /// holds any more are removed first. Errors (target): none can be made.
  static Result<PrivateFolder> make(std::string_view temporary);
  ~PrivateFolder();  // removes it with all that is in it
  PrivateFolder(PrivateFolder&&) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;

  const std::filesystem::path& path() const { return path_; }
  int lock() const { return lock_; }

 private:
  PrivateFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;
};

}  // namespace loadtest::target
