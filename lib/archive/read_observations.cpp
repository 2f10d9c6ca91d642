#include "archive/read_observations.h"

#include <array>
#include <cmath>

namespace loadtest {

namespace {

constexpr std::array<std::string_view, 3> severity_words{"info", "warning", "critical"};

// Before t0 it is negative.
Nanos instant_of(const JsonSpot& spot) { return Nanos(std::llround(spot.number() * 1e9)); }

// JSON has no word for what no number is, so null was written.
double number_or_nan(const JsonSpot& spot) { return spot.number_or_null().value_or(std::nan("")); }

ObservedSeries read_series(const std::string& name, const JsonSpot& spot) {
  ObservedSeries series{name, spot["unit"].text(), {}};
  const std::vector<JsonSpot> times = spot["t_s"].items(), values = spot["values"].items();
  if (times.size() != values.size()) {
    spot["values"].wrong("has another length than t_s");
    return series;
  }
  for (std::size_t i = 0; i < times.size(); ++i)
    series.points.push_back({instant_of(times[i]), number_or_nan(values[i])});
  return series;
}

ObservedTable::Cell read_cell(const JsonSpot& spot) {
  if (spot.is_null()) return {};
  if (spot.is_text()) return spot.text();
  return spot.number();
}

ObservedTable read_table(const std::string& name, const JsonSpot& spot) {
  ObservedTable table{name, {}, {}};
  for (const JsonSpot& column : spot["columns"].items())
    table.columns.push_back({column["name"].text(), column["unit"].text()});
  for (const JsonSpot& row : spot["rows"].items()) {
    auto& cells = table.rows.emplace_back();
    for (const JsonSpot& cell : row.items()) cells.push_back(read_cell(cell));
    if (cells.size() != table.columns.size()) row.wrong("has another length than the columns");
  }
  return table;
}

Observed read_observed(const std::string& source, const JsonSpot& spot) {
  Observed one;
  one.source = source;
  for (const auto& [name, text] : spot["facts"].members()) one.facts.emplace_back(name, text.text());
  for (const auto& [name, figure] : spot["figures"].members())
    one.figures.push_back({name, figure["unit"].text(), number_or_nan(figure["value"])});
  for (const auto& [name, series] : spot["series"].members()) one.series.push_back(read_series(name, series));
  for (const auto& [name, table] : spot["tables"].members()) one.tables.push_back(read_table(name, table));
  one.notes = spot["notes"].texts();
  return one;
}

}  // namespace

Observations read_observations(const JsonSpot& spot) {
  Observations all;
  for (const auto& [source, one] : spot.members()) all.push_back(read_observed(source, one));
  return all;
}

std::vector<Finding> read_findings(const JsonSpot& spot) {
  std::vector<Finding> findings;
  for (const JsonSpot& one : spot.items()) {
    Finding& finding = findings.emplace_back();
    finding.id = one["id"].text();
    finding.severity = static_cast<Severity>(one["severity"].word(severity_words));
    finding.title = one["title"].text();
    finding.evidence = one["evidence"].texts();
    finding.advice = one["advice"].texts();
  }
  return findings;
}

}  // namespace loadtest
