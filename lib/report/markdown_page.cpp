#include "report/markdown_page.h"

#include <algorithm>
#include <cctype>

namespace loadtest {
namespace {

constexpr std::string_view cut_short = "\nThe rest did not fit here: it is in the result file.\n";

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) || std::string_view(" .,%()/-:;=+'\"_").find(c) != std::string_view::npos;
}

bool begins_list(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  if (end == 0 || end == text.npos || (text[end] != '.' && text[end] != ')')) return false;
  return end + 1 == text.size() || text[end + 1] == ' ';
}

bool is_plain(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), [](char c) { return is_plain(c); })) return false;
  if (begins_list(text)) return false;
  // What GitHub makes links of by itself; and a line that begins with a sign may be a list, a rule or a heading.
  for (const std::string_view link : {"://", "www.", "GH-"})
    if (text.find(link) != std::string_view::npos) return false;
  return text.empty() || std::isalnum(static_cast<unsigned char>(text.front())) ||
         static_cast<unsigned char>(text.front()) >= 0x80;
}

/// A line end would leave a list or a table.
std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

}  // namespace

std::string markdown_words(std::string_view text) { return is_plain(text) ? std::string(text) : markdown_code(text); }

std::string markdown_code(std::string_view text) {
  const std::string line = on_one_line(text);
  if (line.find_first_not_of(' ') == std::string::npos) return {};
  // Readers differ in what ends a cell or a stretch of code after a backslash: there, every sign is spelled out.
  if (line.find_first_of("`|\\") == std::string::npos) return "`" + line + "`";
  std::string code = "<code>";
  for (const char c : line) {
    if (std::ispunct(static_cast<unsigned char>(c)))
      code.append("&#").append(std::to_string(static_cast<int>(c))).append(";");
    else
      code += c;
  }
  return code + "</code>";
}

void MarkdownPage::line(std::string_view text) {
  full_ = full_ || out_.size() + text.size() + 1 + cut_short.size() > bytes_max_;
  if (!full_) out_.append(text).append("\n");
}

void MarkdownPage::table_head(const std::vector<std::string_view>& titles, std::size_t numbers_from,
                              std::size_t numbers_to) {
  std::string head = "\n|", rule = "|";
  for (std::size_t i = 0; i < titles.size(); ++i) {
    head.append(" ").append(titles[i]).append(" |");
    rule += i >= numbers_from && i < numbers_to ? " ---: |" : " --- |";
  }
  line(head + "\n" + rule);
}

void MarkdownPage::table_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row.append(" ").append(cell).append(" |");
  line(row);
}

std::string MarkdownPage::take() {
  if (full_) out_ += cut_short;
  return std::move(out_);
}

}  // namespace loadtest
