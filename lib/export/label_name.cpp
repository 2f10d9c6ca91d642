#include "export/label_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace loadtest {

std::string free_label_name(std::string_view name, const MetricLabels& taken) {
  static constexpr std::string_view ours[] = {"track",    "operation", "outcome", "kind",    "status",
                                              "quantile", "le",        "name",    "run",     "host",
                                              "job",      "command",   "version", "instance"};
  std::string fit;
  for (const char c : name) fit += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  if (fit.empty() || std::isdigit(static_cast<unsigned char>(fit.front())) != 0 || fit.starts_with("__"))
    fit = "label_" + fit;
  const auto is_taken = [&](const std::string& text) {
    return std::find(std::begin(ours), std::end(ours), text) != std::end(ours) ||
           std::any_of(taken.begin(), taken.end(), [&](const auto& label) { return label.first == text; });
  };
  while (is_taken(fit)) fit = "label_" + fit;
  return fit;
}

std::string bucket_label(double bound) {
  std::string text = fmt::format("{}", bound);
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

}  // namespace loadtest
