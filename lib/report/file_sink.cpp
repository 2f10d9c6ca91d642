#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "report/sink.h"

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

class FileSink final : public ReportSink {
 public:
  FileSink(const ReportFormat& format, std::string shown, fs::path target)
      : format_(format), shown_(std::move(shown)), target_(std::move(target)) {}

  Status write(const Report& report) override {
    FileInTheMaking file(target_);
    int failed = file.open_errno();
    if (failed == 0) failed = file.keep(format_.text(report));
    if (failed == 0) return {};
    return fail(ErrorKind::target, fmt::format("cannot write the result {}: {}", shown_, std::strerror(failed)),
                "is there room on the disk, and may you write there?");
  }

 private:
  ReportFormat format_;
  std::string shown_;  // as the user wrote it
  fs::path target_;    // links followed
};

tl::unexpected<Error> refuse(const std::string& path, std::string_view why, std::string hint) {
  return fail(ErrorKind::usage, fmt::format("--out {}: {}", path, why), std::move(hint));
}

Result<ReportFormat> format_of(const std::string& path, std::span<const ReportFormat> formats) {
  const std::string ending = fs::path(path).extension().string();
  for (const ReportFormat& format : formats) {
    if (format.ending == ending) return format;
  }
  std::string known;
  for (const ReportFormat& format : formats) known.append(known.empty() ? "" : " ").append(format.ending);
  const std::string why =
      ending.empty() ? "has no ending that tells the format" : fmt::format("unknown ending {}", ending);
  return refuse(path, why, "supported: " + known);
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

Result<std::unique_ptr<ReportSink>> make_file_sink(const std::string& path, std::span<const ReportFormat> formats) {
  const auto format = format_of(path, formats);
  if (!format) return tl::unexpected(format.error());
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
  return std::make_unique<FileSink>(*format, path, target);
}

}  // namespace loadtest
