#include "report/metrics_page.h"

#include <fmt/format.h>

#include <cmath>

namespace loadtest {
namespace {

std::string metrics_escaped(std::string_view text, bool quoted) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || (quoted && c == '"')) out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string_view unit_at_end(std::string_view name) {
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

void MetricsPage::family(std::string_view name, std::string_view type, std::string_view help) {
  constexpr std::string_view counted = "_total";
  family_ = name;
  std::string_view bare = name;
  if (bare.ends_with(counted)) bare.remove_suffix(counted.size());
  // OpenMetrics names the family of a counter without its suffix, the older form with it.
  if (form_ == MetricsForm::open_metrics) name = bare;
  out_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, metrics_escaped(help, false), type);
  const std::string_view unit = unit_at_end(bare);
  if (form_ != MetricsForm::classic && !unit.empty()) out_ += fmt::format("# UNIT {} {}\n", name, unit);
}

void MetricsPage::sample(std::string_view suffix, const Labels& labels, double value) {
  out_.append(family_).append(suffix);
  char before = '{';
  for (const Labels* some : {&labels, &std::as_const(everywhere_)}) {
    for (const auto& [name, text] : *some) {
      out_ += fmt::format("{}{}=\"{}\"", before, name, metrics_escaped(text, true));
      before = ',';
    }
  }
  out_ += fmt::format("{} {}\n", before == ',' ? "}" : "", number(value));
}

std::string MetricsPage::take() {
  if (form_ != MetricsForm::classic) out_ += "# EOF\n";
  return std::move(out_);
}

}  // namespace loadtest
