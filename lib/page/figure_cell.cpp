#include "page/figure_cell.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "report/result_words.h"

namespace loadtest {

void write_figure(Html& html, std::string_view key, std::optional<double> value, std::string_view shown) {
  html.open("td",
            {{"data-key", std::string(key), true}, {"data-value", value ? fmt::format("{}", *value) : "null", true}});
  html.figure(shown).close();
}

void write_count(Html& html, std::string_view key, std::uint64_t value) {
  html.open("td", {{"data-key", std::string(key), true}, {"data-value", fmt::format("{}", value), true}});
  html.figure(show_count(value)).close();
}

Html& begin_scroll(Html& html, const std::string& label) {
  return html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}});
}

std::string status_words(CriterionStatus status) {
  std::string words(status_name(status));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace loadtest
