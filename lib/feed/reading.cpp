#include "feed/reading.h"

#include <algorithm>
#include <set>

namespace loadtest::feed {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.-+") == std::string_view::npos;
}

// Length of the UTF-8 character that the text begins with; 0 where it is none (overlong and surrogates too).
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0u) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool wrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                     (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}

// Where the text is no UTF-8.
std::size_t first_foreign(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = character(text.substr(at, 4));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace

Status check_columns(const std::vector<std::string>& columns, const Place& place) {
  constexpr auto hint = "the first line names the columns, such as id,email";
  std::set<std::string_view> known;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) return place.wrong(fmt::format("column {} has no name", i + 1), hint);
    if (is_number(columns[i])) {
      return place.wrong(
          fmt::format("column {} would be called {}: is the header line missing?", i + 1, quoted(columns[i])), hint);
    }
    if (!known.insert(columns[i]).second) {
      return place.wrong(fmt::format("column {} is there twice", quoted(columns[i])), "rename one of them");
    }
  }
  return {};
}

Result<std::string_view> plain_text(std::string_view text, std::string_view name) {
  constexpr auto hint = "save it as UTF-8";
  constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return Place{name}.wrong("is UTF-16", hint);
  }
  const auto wrong_at = [&](std::size_t at, std::string_view what) {
    const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return Place{name, static_cast<std::size_t>(lines) + 1}.wrong(what, hint);
  };
  constexpr auto nowhere = std::string_view::npos;
  if (const std::size_t at = text.find('\0'); at != nowhere) return wrong_at(at, "has a zero byte, so it is no text");
  if (const std::size_t at = first_foreign(text); at != nowhere) return wrong_at(at, "is no UTF-8");
  if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
  return text;
}

}  // namespace loadtest::feed
