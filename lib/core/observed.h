#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/clock.h"

namespace loadtest {

// What somebody else than our own clock said while a run lasted: a database, a host, a pooler. Names and units are
// those of docs/observations.md. Units: "" (a count), "share" (0 to 1), "/s", "bytes", "bytes/s", "ms", "s", "cores".

/// A figure over time.
struct ObservedSeries {
  static constexpr std::size_t points_max = 2000;
  struct Point {
    Nanos at{0};  // from t0; negative before it
    double value = 0;
  };
  std::string name, unit;
  std::vector<Point> points;
};

/// With at most so many points, each the mean of its neighbours.
ObservedSeries thinned(const ObservedSeries&, std::size_t points_max);

/// A figure of the whole run: a limit, or what a counter moved by from before the load to after it.
struct ObservedFigure {
  std::string name, unit;
  double value = 0;
};

struct ObservedTable {
  using Cell = std::variant<std::monostate, double, std::string>;  // monostate = not known
  struct Column {
    std::string name, unit;
  };
  std::string name;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;

  /// Index of the column of this name, or columns.size().
  std::size_t column(std::string_view column_name) const;
  std::optional<double> number(std::size_t row, std::string_view column_name) const;
  /// Empty where there is none.
  std::string text(std::size_t row, std::string_view column_name) const;
};

/// What one source said.
struct Observed {
  std::string source;  // "database", "generator", "target"; one of each name in a run
  std::vector<std::pair<std::string, std::string>> facts;  // for people
  std::vector<ObservedFigure> figures;
  std::vector<ObservedSeries> series;
  std::vector<ObservedTable> tables;
  std::vector<std::string> notes;  // what could not be seen, and why

  const ObservedSeries* find_series(std::string_view name) const;
  const ObservedTable* find_table(std::string_view name) const;
  std::optional<double> figure(std::string_view name) const;
};

using Observations = std::vector<Observed>;

/// The one of this source, or null.
const Observed* find_observed(const Observations&, std::string_view source);

/// Collects a series while it comes, in bounded memory: where it gets long, pairs of neighbours become their mean.
class SeriesRecorder {
 public:
  SeriesRecorder(std::string name, std::string unit) : name_(std::move(name)), unit_(std::move(unit)) {}
  void add(TimePoint at, double value);
  /// On the time line of a run that began at t0, with a millisecond and six digits.
  ObservedSeries series(TimePoint t0) const;
  const std::string& name() const { return name_; }

 private:
  struct Reading {
    TimePoint at;
    double value;
  };
  std::string name_, unit_;
  std::vector<Reading> readings_;
  std::size_t each_ = 1, in_last_ = 0;  // readings in one, and in the last one so far
};

}  // namespace loadtest
