#include "archive/embedded_result.h"

namespace loadtest {
namespace {

constexpr std::string_view script_begin = "<script", script_end = "</script", result_id = "id=\"loadtest-result\"";

}  // namespace

// Nothing else in such a file can look like the element: all text in it is escaped, and in JSON so is every "<".
std::optional<std::string_view> embedded_result(std::string_view text) {
  if (const std::size_t first = text.find_first_not_of(" \t\r\n"); first == text.npos || text[first] != '<')
    return std::nullopt;
  for (std::size_t at = text.find(script_begin); at != text.npos; at = text.find(script_begin, at + 1)) {
    const std::size_t tag_end = text.find('>', at);
    if (tag_end == text.npos) break;
    if (text.substr(at, tag_end - at).find(result_id) == text.npos) continue;
    const std::size_t begin = tag_end + 1;
    return text.substr(begin, text.find(script_end, begin) - begin);
  }
  return std::nullopt;
}

}  // namespace loadtest
