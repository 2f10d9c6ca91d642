#include "dashboard/viewer_order.h"

#include <charconv>
#include <utility>

namespace loadtest {
namespace {

std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return word;
}

template <class Number>
bool read_number(std::string_view word, Number& number) {
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  return !word.empty() && read.ec == std::errc() && read.ptr == word.data() + word.size();
}

}  // namespace

ViewerOrder parse_order(std::string_view text) {
  if (text == "stop") return StopOrder{};
  const std::string_view what = take_word(text);
  const std::string_view first = take_word(text), second = take_word(text);
  if (!text.empty()) return {};
  if (what == "token" && (second.empty() || second == "page")) return TokenOrder{first, second == "page"};
  HoldOrder hold;
  if (what == "hold" && read_number(first, hold.track) && read_number(second, hold.users)) return hold;
  return {};
}

}  // namespace loadtest
