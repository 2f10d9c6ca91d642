#include "observe/text_pieces.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace loadtest {

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

std::optional<double> as_number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

std::optional<double> number_after(std::string_view text, std::string_view word) {
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (take_word(line) == word) return as_number(take_word(line));
  }
  return std::nullopt;
}

std::optional<std::string> read_now(const std::string& path) {
  constexpr std::size_t size_max = 4 * 1024 * 1024;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string text;
  for (std::size_t used = 0;;) {
    text.resize(used + 16 * 1024);
    const ssize_t got = ::read(file, text.data() + used, text.size() - used);
    used += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    text.resize(used);
    if (got > 0 && used < size_max) continue;
    ::close(file);
    if (got < 0) return std::nullopt;
    return text;
  }
}

}  // namespace loadtest
