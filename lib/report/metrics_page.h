#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace loadtest {

/// Writes Prometheus' text format, one family of metrics after the other.
class MetricsPage {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string>>;

  /// `everywhere` = a label of every sample, so that the files of several runs can lie in one folder.
  explicit MetricsPage(std::pair<std::string_view, std::string> everywhere);

  /// What follows belongs to it. `type` = gauge, counter or summary; a name that ends with a unit says so.
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(const Labels& labels, double value) { sample({}, labels, value); }
  void sample(std::string_view suffix, const Labels&, double value);

  std::string take();

 private:
  std::pair<std::string_view, std::string> everywhere_;
  std::string family_, out_;
};

}  // namespace loadtest
