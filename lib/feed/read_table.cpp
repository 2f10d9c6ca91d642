#include "feed/read_table.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "feed/reading.h"

namespace loadtest {
namespace {

Result<std::string> whole_file(const std::string& path) {
  const std::string shown = escape_foreign(path);
  const auto unreadable = [&](std::string_view why) {
    return fail(ErrorKind::config, fmt::format("{}: cannot be read: {}", shown, why), "check the path");
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return unreadable("it is a folder");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(std::strerror(errno));
  std::string text;
  for (char piece[1 << 16]; file.read(piece, sizeof piece), file.gcount() > 0;) {
    text.append(piece, static_cast<std::size_t>(file.gcount()));
    if (text.size() > FeedTable::bytes_max) {
      return fail(ErrorKind::config, shown + ": is larger than 4 GiB", "split it");
    }
  }
  if (file.bad()) return unreadable(std::strerror(errno));
  return text;
}

}  // namespace

Result<FeedTable> read_table(const std::string& path) {
  const bool jsonl = path.ends_with(".jsonl") || path.ends_with(".ndjson");
  if (!jsonl && !path.ends_with(".csv")) {
    return fail(ErrorKind::config, escape_foreign(path) + ": the ending says neither CSV nor JSON Lines",
                "call it .csv or .jsonl");
  }
  const auto text = whole_file(path);
  if (!text) return tl::unexpected(text.error());
  return jsonl ? read_jsonl(*text, path) : read_csv(*text, path);
}

}  // namespace loadtest
