#include "target/private_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace loadtest::target {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "loadtest-db-";
constexpr std::size_t random_characters = 6;
constexpr std::size_t added = std::string_view("/loadtest-db-XXXXXX/.s.PGSQL.65535").size();
constexpr std::size_t socket_path_max = sizeof(sockaddr_un::sun_path) - 1;

// Neither a configuration file nor a connection string needs quoting then: a comma would make two hosts of one.
bool is_suitable(std::string_view folder) {
  const bool plain = std::none_of(folder.begin(), folder.end(), [](unsigned char c) {
    return c < ' ' || c == ',' || c == '\'' || c == '"' || c == '\\' || c == 0x7f;
  });
  return folder.starts_with('/') && plain && folder.size() + added <= socket_path_max;
}

// As mkdtemp() makes them of our pattern.
bool is_our_name(std::string_view name) {
  if (!name.starts_with(prefix)) return false;
  name.remove_prefix(prefix.size());
  return name.size() == random_characters &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

int open_folder(const char* path) { return ::open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); }

bool lock(int fd, int how) {
  while (::flock(fd, how) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

bool mark(int folder) {
  const int fd =
      ::openat(folder, PrivateFolder::marker.data(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

bool is_marked(int folder) {
  struct stat about {};
  return ::fstatat(folder, PrivateFolder::marker.data(), &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about.st_mode) &&
         about.st_uid == ::geteuid();
}

// Whether that is what lies there still. Where it is not, errno is ENOENT.
bool lies_at(int fd, const char* path) {
  struct stat opened {};
  struct stat found {};
  const bool same = ::fstat(fd, &opened) == 0 && ::lstat(path, &found) == 0 && opened.st_dev == found.st_dev &&
                    opened.st_ino == found.st_ino;
  if (!same) errno = ENOENT;
  return same;
}

// The marker goes last, so that what is removed by halves is found again. All is tried again where a process that is
// about to end still wrote something.
void remove_tree(const fs::path& folder, int lock) {
  const fs::path inside = fmt::format("/proc/self/fd/{}", lock);  // of what is locked, whatever lies at its path by now
  std::error_code error;
  for (int tries = 0; tries < 5; ++tries) {
    for (fs::directory_iterator entry(inside, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      std::error_code ignored;
      if (entry->path().filename() != PrivateFolder::marker) fs::remove_all(entry->path(), ignored);
    }
    fs::remove_all(folder, error);
    if (!error) return;
  }
}

// One without a marker may be about to be locked and marked by whoever has just made it.
void remove_abandoned(const fs::path& temporary) {
  std::error_code error;
  for (fs::directory_iterator entry(temporary, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string path = entry->path().string();
    struct stat about {};
    if (!is_our_name(entry->path().filename().native()) || ::lstat(path.c_str(), &about) != 0) continue;
    if (!S_ISDIR(about.st_mode) || about.st_uid != ::geteuid()) continue;
    const int fd = open_folder(path.c_str());
    if (fd < 0) continue;
    if (lock(fd, LOCK_EX | LOCK_NB) && is_marked(fd) && lies_at(fd, path.c_str())) remove_tree(path, fd);
    ::close(fd);
  }
}

struct Held {
  std::string path;
  int lock = -1;  // none: errno says why
};

// Whoever looks for abandoned ones holds the lock of ours for a moment, and may have taken it away before.
Held make_held(std::string_view temporary) {
  Held held;
  for (int tries = 0; tries < 100; ++tries) {
    held.path = fmt::format("{}/{}{}", temporary, prefix, std::string(random_characters, 'X'));
    if (::mkdtemp(held.path.data()) == nullptr) break;
    const int fd = open_folder(held.path.c_str());
    if (fd >= 0 && lock(fd, LOCK_EX) && mark(fd) && lies_at(fd, held.path.c_str())) {
      held.lock = fd;
      break;
    }
    const int error = errno;
    if (fd >= 0) ::close(fd);
    ::rmdir(held.path.c_str());
    errno = error;
    if (error != ENOENT) break;
  }
  return held;
}

}  // namespace

Result<PrivateFolder> PrivateFolder::make(std::string_view temporary) {
  std::string reason;
  while (temporary.size() > 1 && temporary.ends_with('/')) temporary.remove_suffix(1);
  for (const std::string_view folder : {temporary, std::string_view("/tmp")}) {
    if (!is_suitable(folder)) continue;
    remove_abandoned(folder);
    Held held = make_held(folder);
    if (held.lock >= 0) return PrivateFolder(std::move(held.path), held.lock);
    reason = fmt::format("{}: {}", folder, std::strerror(errno));
  }
  return fail(ErrorKind::target, fmt::format("no folder for the database can be made in {}", reason),
              "let TMPDIR name a folder with a short name that may be written to");
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

PrivateFolder::~PrivateFolder() {
  if (lock_ < 0) return;
  remove_tree(path_, lock_);
  ::close(lock_);
}

}  // namespace loadtest::target
