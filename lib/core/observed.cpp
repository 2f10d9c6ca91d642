#include "core/observed.h"

#include <algorithm>
#include <cmath>

namespace loadtest {

namespace {

template <typename Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

// Observers know no more than a millisecond and a few digits; more would be half of a result file. Every output has the
// same, also one that is made of the file later.
double shortened(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  if (std::abs(value) >= 1e5) return std::round(value);
  const double scale = std::pow(10, 5 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

}  // namespace

ObservedSeries thinned(const ObservedSeries& series, std::size_t points_max) {
  const std::size_t each = std::max<std::size_t>(1, (series.points.size() + points_max - 1) / points_max);
  if (each == 1) return series;
  ObservedSeries means{series.name, series.unit, {}};
  for (std::size_t from = 0; from < series.points.size(); from += each) {
    const std::size_t to = std::min(from + each, series.points.size());
    ObservedSeries::Point mean{series.points[(from + to - 1) / 2].at, 0};
    for (std::size_t i = from; i < to; ++i) mean.value += series.points[i].value / static_cast<double>(to - from);
    mean.value = shortened(mean.value);
    means.points.push_back(mean);
  }
  return means;
}

std::size_t ObservedTable::column(std::string_view column_name) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& one) { return one.name == column_name; });
  return static_cast<std::size_t>(found - columns.begin());
}

std::optional<double> ObservedTable::number(std::size_t row, std::string_view column_name) const {
  const std::size_t at = column(column_name);
  if (row >= rows.size() || at >= rows[row].size()) return std::nullopt;
  const double* value = std::get_if<double>(&rows[row][at]);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::string ObservedTable::text(std::size_t row, std::string_view column_name) const {
  const std::size_t at = column(column_name);
  if (row >= rows.size() || at >= rows[row].size()) return {};
  const std::string* value = std::get_if<std::string>(&rows[row][at]);
  return value == nullptr ? std::string() : *value;
}

const ObservedSeries* Observed::find_series(std::string_view name) const { return find_named(series, name); }
const ObservedTable* Observed::find_table(std::string_view name) const { return find_named(tables, name); }

std::optional<double> Observed::figure(std::string_view name) const {
  const ObservedFigure* found = find_named(figures, name);
  return found == nullptr ? std::nullopt : std::optional(found->value);
}

const Observed* find_observed(const Observations& all, std::string_view source) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Observed& one) { return one.source == source; });
  return found == all.end() ? nullptr : &*found;
}

void SeriesRecorder::add(TimePoint at, double value) {
  if (in_last_ == 0 || in_last_ == each_) {
    if (readings_.size() == ObservedSeries::points_max) {
      for (std::size_t i = 0; i < readings_.size() / 2; ++i)
        readings_[i] = {readings_[2 * i].at, (readings_[2 * i].value + readings_[2 * i + 1].value) / 2};
      readings_.resize(readings_.size() / 2);
      each_ *= 2;
    }
    readings_.push_back({at, value});
    in_last_ = 1;
    return;
  }
  ++in_last_;
  Reading& last = readings_.back();
  last.value += (value - last.value) / static_cast<double>(in_last_);
}

ObservedSeries SeriesRecorder::series(TimePoint t0) const {
  ObservedSeries series{name_, unit_, {}};
  series.points.reserve(readings_.size());
  for (const Reading& one : readings_)
    series.points.push_back({std::chrono::round<std::chrono::milliseconds>(one.at - t0), shortened(one.value)});
  return series;
}

}  // namespace loadtest
