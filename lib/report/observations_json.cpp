#include "report/observations_json.h"

#include <span>

namespace loadtest {

namespace {

void write_texts(JsonWriter& json, std::string_view key, std::span<const std::string> texts, const Redactor& redactor) {
  json.key(key).begin_array();
  for (const std::string& one : texts) json.text(redactor.redact(one));
  json.end();
}

void write_series(JsonWriter& json, const ObservedSeries& series, const Redactor& redactor) {
  json.key(redactor.redact(series.name)).begin_object().key("unit").text(series.unit).key("t_s").begin_array();
  for (const auto& point : series.points) json.number(to_seconds(point.at));
  json.end().key("values").begin_array();
  for (const auto& point : series.points) json.number(point.value);
  json.end().end();
}

void write_cell(JsonWriter& json, const ObservedTable::Cell& cell, const Redactor& redactor) {
  if (const double* number = std::get_if<double>(&cell)) {
    json.number(*number);
  } else if (const std::string* text = std::get_if<std::string>(&cell)) {
    json.text(redactor.redact(*text));
  } else {
    json.null();
  }
}

void write_table(JsonWriter& json, const ObservedTable& table, const Redactor& redactor) {
  json.key(redactor.redact(table.name)).begin_object().key("columns").begin_array();
  for (const auto& column : table.columns)
    json.begin_object().key("name").text(column.name).key("unit").text(column.unit).end();
  json.end().key("rows").begin_array();
  for (const auto& row : table.rows) {
    json.begin_array();
    for (const auto& cell : row) write_cell(json, cell, redactor);
    json.end();
  }
  json.end().end();
}

void write_observed(JsonWriter& json, const Observed& one, const Redactor& redactor) {
  json.key(redactor.redact(one.source)).begin_object().key("facts").begin_object();
  for (const auto& [name, text] : one.facts) json.key(redactor.redact(name)).text(redactor.redact(text));
  json.end().key("figures").begin_object();
  for (const ObservedFigure& figure : one.figures) {
    json.key(redactor.redact(figure.name)).begin_object().key("unit").text(figure.unit);
    json.key("value").number(figure.value).end();
  }
  json.end().key("series").begin_object();
  for (const ObservedSeries& series : one.series) write_series(json, series, redactor);
  json.end().key("tables").begin_object();
  for (const ObservedTable& table : one.tables) write_table(json, table, redactor);
  json.end();
  write_texts(json, "notes", one.notes, redactor);
  json.end();
}

}  // namespace

void write_observations(JsonWriter& json, const Observations& observations, const Redactor& redactor) {
  json.begin_object();
  for (const Observed& one : observations) write_observed(json, one, redactor);
  json.end();
}

void write_findings(JsonWriter& json, const std::vector<Finding>& findings, const Redactor& redactor) {
  json.begin_array();
  for (const Finding& one : findings) {
    json.begin_object().key("id").text(one.id).key("severity").text(severity_name(one.severity));
    json.key("title").text(redactor.redact(one.title));
    write_texts(json, "evidence", one.evidence, redactor);
    write_texts(json, "advice", one.advice, redactor);
    json.end();
  }
  json.end();
}

}  // namespace loadtest
