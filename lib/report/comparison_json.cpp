#include "report/comparison_json.h"

#include "report/shown.h"

namespace loadtest {
namespace {

void write_compared_runs(JsonWriter& json, std::string_view key, const std::vector<ComparedRun>& runs,
                         const Redactor& redactor) {
  json.key(key).begin_array();
  for (const ComparedRun& run : runs) {
    json.begin_object().key("file").text(redactor.redact(run.file)).key("id").text(redactor.redact(run.id));
    json.key("name").text(redactor.redact(run.name)).key("started_at").text(format_instant(run.started_at));
    json.key("used").boolean(run.used).key("doubt").text(redactor.redact(run.doubt)).end();
  }
  json.end();
}

void write_change(JsonWriter& json, const Change& one, const Redactor& redactor) {
  json.begin_object().key("track").text(redactor.redact(one.track));
  json.key("operation").text(shown_foreign(one.operation, redactor));
  json.key("measure").text(compared_words.at(static_cast<std::size_t>(one.measure)));
  json.key("base").number(one.base).key("new").number(one.fresh).key("change").number(one.change);
  json.key("low").number(one.low).key("high").number(one.high).key("chance").number(one.chance);
  json.key("limit").number(one.limit).key("guarded").boolean(one.guarded);
  json.key("standing").text(standing_name(one.standing)).key("why").text(redactor.redact(one.why)).end();
}

void write_points(JsonWriter& json, std::string_view key, const std::vector<std::pair<double, double>>& points) {
  json.key(key).begin_array();
  for (const auto& [share, ms] : points) json.begin_array().number(share).number(ms).end();
  json.end();
}

void write_told(JsonWriter& json, std::string_view key, const std::vector<std::string>& told,
                const Redactor& redactor) {
  json.key(key).begin_array();
  for (const std::string& one : told) json.text(redactor.redact(one));
  json.end();
}

}  // namespace

void write_comparison(JsonWriter& json, const RunComparison& comparison, const Redactor& redactor) {
  json.key("regressed").boolean(comparison.regressed()).key("noise_known").boolean(comparison.noise_known);
  json.key("forced").boolean(comparison.forced);
  write_compared_runs(json, "base", comparison.base, redactor);
  write_compared_runs(json, "new", comparison.fresh, redactor);
  json.key("changes").begin_array();
  for (const Change& one : comparison.changes) write_change(json, one, redactor);
  json.end().key("curves").begin_array();
  for (const ComparedCurve& curve : comparison.curves) {
    json.begin_object().key("track").text(redactor.redact(curve.track));
    json.key("operation").text(shown_foreign(curve.operation, redactor));
    write_points(json, "base", curve.base);
    write_points(json, "new", curve.fresh);
    json.end();
  }
  json.end();
  write_told(json, "warnings", comparison.warnings, redactor);
  write_told(json, "remarks", comparison.remarks, redactor);
}

std::string comparison_json(const Report& report) {
  JsonWriter json;
  json.begin_object().key("schema").text("loadtest.comparison/1");
  json.key("tool").begin_object().key("name").text("loadtest").key("version").text(report.tool_version);
  json.key("commit").text(report.tool_commit).end();
  write_comparison(json, *report.comparison, report.redactor);
  return json.end().take();
}

}  // namespace loadtest
