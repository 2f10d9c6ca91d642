#include "loadtest/standard_input.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string_view>

namespace loadtest {
namespace {

Status cannot() {
  return fail(ErrorKind::config, std::string("standard input cannot be read: ") + std::strerror(errno));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Status keep_standard_input() {
  const int copy = memfd_create("standard input", MFD_CLOEXEC);
  if (copy < 0) return cannot();
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || !write_all(copy, std::string_view(buffer.data(), static_cast<std::size_t>(got)))) return cannot();
    if (got == 0) break;
  }
  if (dup2(copy, STDIN_FILENO) < 0) return cannot();
  close(copy);
  rewind_standard_input();
  return {};
}

void rewind_standard_input() {
  std::rewind(stdin);
  lseek(STDIN_FILENO, 0, SEEK_SET);
  std::cin.clear();
}

}  // namespace loadtest
