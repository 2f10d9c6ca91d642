#include "target/unprivileged_user.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace loadtest::target {

Status leave_root() {
  if (::geteuid() != 0) return {};
  const passwd* user = ::getpwnam("postgres");
  if (!user) user = ::getpwnam("nobody");
  if (!user) {
    return fail(ErrorKind::target, "PostgreSQL does not run as root, and there is neither a user postgres nor nobody",
                "start it as another user");
  }
  if (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0) {
    return fail(
        ErrorKind::target,
        fmt::format("PostgreSQL does not run as root, and becoming {} failed: {}", user->pw_name, std::strerror(errno)),
        "start it as another user");
  }
  return {};
}

}  // namespace loadtest::target
