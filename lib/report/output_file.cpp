#include "report/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace loadtest {
namespace {

namespace fs = std::filesystem;

/// A file beside the one that is meant, which takes its place when it is complete: nobody ever reads half a result,
/// and an earlier one survives a full disk.
class FileInTheMaking {
 public:
  /// `open_errno` tells whether it could be made.
  explicit FileInTheMaking(const fs::path& target)
      : target_(target),
        path_(target.parent_path() / fmt::format(".{}.{}.tmp", target.filename().string(), ::getpid())) {
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd_ < 0) errno_ = errno;
  }
  FileInTheMaking(const FileInTheMaking&) = delete;
  FileInTheMaking& operator=(const FileInTheMaking&) = delete;
  ~FileInTheMaking() {
    if (fd_ < 0) return;
    ::close(fd_);
    if (!kept_) ::unlink(path_.c_str());
  }

  int open_errno() const { return errno_; }

  /// 0, or the errno of what went wrong.
  int keep(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(fd_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return errno;
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd_) != 0) return errno;
    if (::rename(path_.c_str(), target_.c_str()) != 0) return errno;
    kept_ = true;
    return 0;
  }

 private:
  fs::path target_, path_;
  int fd_ = -1, errno_ = 0;
  bool kept_ = false;
};

tl::unexpected<Error> refuse(const std::string& path, std::string_view why, std::string hint) {
  return fail(ErrorKind::usage, fmt::format("--out {}: {}", path, why), std::move(hint));
}

/// A link is written through and not replaced, also where it points to what is not there yet.
fs::path follow_links(const std::string& path, std::error_code& error) {
  fs::path target = fs::absolute(path, error);
  std::error_code no_link;
  for (int links = 0; links < 40 && !error && fs::is_symlink(target, no_link); ++links)
    target = target.parent_path() / fs::read_symlink(target, error);
  return error ? target : fs::weakly_canonical(target, error);
}

}  // namespace

Result<OutputFile> OutputFile::check(const std::string& path) {
  std::error_code error;
  const fs::path target = follow_links(path, error);
  if (error) return refuse(path, error.message(), "check the path");
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) return refuse(path, "is a folder", "add a file name");
  if (fs::exists(status) && !fs::is_regular_file(status))
    return refuse(path, "is not a regular file", "choose another name");
  if (!fs::is_directory(target.parent_path(), error))
    return refuse(path, fmt::format("there is no folder {}", fs::path(path).parent_path().string()), "make it first");
  if (fs::exists(status) && ::access(target.c_str(), W_OK) != 0)
    return refuse(path, std::strerror(errno), "choose another name or make it writable");
  // Only trying tells: permissions, read-only file systems and quotas all have a say.
  if (const FileInTheMaking trial(target); trial.open_errno() != 0)
    return refuse(path, fmt::format("cannot be written: {}", std::strerror(trial.open_errno())),
                  "choose a folder that you may write to");
  return OutputFile(path, target);
}

Status OutputFile::write(std::string_view content) const {
  FileInTheMaking file(target_);
  int failed = file.open_errno();
  if (failed == 0) failed = file.keep(content);
  if (failed == 0) return {};
  return fail(ErrorKind::target, fmt::format("cannot write the result {}: {}", shown_, std::strerror(failed)),
              "is there room on the disk, and may you write there?");
}

std::string ending_of(const std::string& path) { return fs::path(path).extension().string(); }

Error unknown_ending(const std::string& path, std::string_view known) {
  const std::string ending = ending_of(path);
  const std::string why =
      ending.empty() ? "has no ending that tells the format" : fmt::format("unknown ending {}", ending);
  return {ErrorKind::usage, fmt::format("--out {}: {}", path, why), fmt::format("supported: {}", known)};
}

}  // namespace loadtest
