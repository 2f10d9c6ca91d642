#include "files/read_whole_file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/units.h"

namespace loadtest {

Result<std::string> read_whole_file(const std::string& path, std::size_t bytes_max) {
  constexpr std::size_t mib = 1024 * 1024;
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) {
    return fail(ErrorKind::config, "cannot be read: it is a folder", "name a file in it");
  }
  const auto too_large = [&] {
    return fail(ErrorKind::config, fmt::format("is larger than {} MiB", show_count(bytes_max / mib)));
  };
  if (const auto size = std::filesystem::file_size(path, none); !none && size > bytes_max) return too_large();
  const auto unreadable = [] {
    return fail(ErrorKind::config, std::string("cannot be read: ") + std::strerror(errno), "check the path");
  };
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable();
  std::string text;
  for (std::array<char, 1 << 16> piece{}; file.read(piece.data(), piece.size()), file.gcount() > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > bytes_max) return too_large();  // a pipe has no size
  }
  if (file.bad()) return unreadable();
  return text;
}

}  // namespace loadtest
