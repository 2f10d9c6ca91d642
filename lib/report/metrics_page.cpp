#include "report/metrics_page.h"

#include <fmt/format.h>

#include <cmath>

namespace loadtest {
namespace {

std::string label(std::string_view name, std::string_view value) {
  std::string text = fmt::format("{}=\"", name);
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text + '"';
}

std::string_view unit_at_end(std::string_view name) {
  if (name.ends_with("_total")) name.remove_suffix(6);
  for (const std::string_view unit : {"seconds", "bytes", "ratio"})
    if (name.ends_with(unit)) return unit;
  return {};
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

}  // namespace

MetricsPage::MetricsPage(std::pair<std::string_view, std::string> everywhere) : everywhere_(std::move(everywhere)) {}

void MetricsPage::family(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  if (const std::string_view unit = unit_at_end(name); !unit.empty()) out_ += fmt::format("# UNIT {} {}\n", name, unit);
}

void MetricsPage::sample(std::string_view suffix, const Labels& labels, double value) {
  out_ += family_;
  out_.append(suffix).append("{").append(label(everywhere_.first, everywhere_.second));
  for (const auto& [name, text] : labels) out_.append(",").append(label(name, text));
  out_ += fmt::format("}} {}\n", number(value));
}

std::string MetricsPage::take() { return std::move(out_) + "# EOF\n"; }

}  // namespace loadtest
