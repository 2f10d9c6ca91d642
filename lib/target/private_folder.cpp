#include "target/private_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace loadtest::target {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "loadtest-db-";
constexpr std::size_t added = std::string_view("/loadtest-db-XXXXXX/.s.PGSQL.65535").size();
constexpr std::size_t socket_path_max = sizeof(sockaddr_un::sun_path) - 1;

// Neither a configuration file nor a connection string needs quoting then: a comma would make two hosts of one.
bool is_suitable(std::string_view folder) {
  const bool plain = std::none_of(folder.begin(), folder.end(), [](unsigned char c) {
    return c < ' ' || c == ',' || c == '\'' || c == '"' || c == '\\' || c == 0x7f;
  });
  return folder.starts_with('/') && plain && folder.size() + added <= socket_path_max;
}

int open_locked(const char* path) {
  const int fd = ::open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  if (fd >= 0) ::close(fd);
  return -1;
}

// Again where something in it was still being written by a process that is about to end.
void remove_tree(const fs::path& folder) {
  std::error_code error;
  for (int tries = 0; tries < 5; ++tries) {
    fs::remove_all(folder, error);
    if (!error) return;
  }
}

// An empty one may be about to be locked by whoever has just made it.
void remove_abandoned(const fs::path& temporary) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(temporary, error)) {
    struct stat about {};
    if (!entry.path().filename().native().starts_with(prefix) || ::lstat(entry.path().c_str(), &about) != 0) continue;
    if (!S_ISDIR(about.st_mode) || about.st_uid != ::geteuid()) continue;
    const int lock = open_locked(entry.path().c_str());
    if (lock < 0) continue;
    if (!fs::is_empty(entry.path(), error) && !error) remove_tree(entry.path());
    ::close(lock);
  }
}

}  // namespace

Result<PrivateFolder> PrivateFolder::make(std::string_view temporary) {
  std::string reason;
  while (temporary.size() > 1 && temporary.ends_with('/')) temporary.remove_suffix(1);
  for (const std::string_view folder : {temporary, std::string_view("/tmp")}) {
    if (!is_suitable(folder)) continue;
    remove_abandoned(folder);
    std::string path = fmt::format("{}/{}XXXXXX", folder, prefix);
    if (::mkdtemp(path.data()) == nullptr) {
      reason = fmt::format("{}: {}", folder, std::strerror(errno));
      continue;
    }
    const int lock = open_locked(path.c_str());
    if (lock >= 0) return PrivateFolder(path, lock);
    reason = fmt::format("{}: it cannot be locked: {}", folder, std::strerror(errno));
    ::rmdir(path.c_str());
  }
  return fail(ErrorKind::target, fmt::format("no folder for the database can be made in {}", reason),
              "let TMPDIR name a folder with a short name that may be written to");
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

PrivateFolder::~PrivateFolder() {
  if (lock_ < 0) return;
  remove_tree(path_);
  ::close(lock_);
}

}  // namespace loadtest::target
