#include "report/sweep_json.h"

#include "core/clock.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

void write_numbers(JsonWriter& json, std::string_view key, const std::vector<double>& values) {
  json.key(key).begin_array();
  for (const double value : values) json.number(value);
  json.end();
}

void write_swept_track(JsonWriter& json, const SweptTrack& track, const Redactor& redactor) {
  json.begin_object().key("name").text(redactor.redact(track.name)).key("idle").boolean(track.idle);
  json.key("rate_per_s").number(track.rate_per_s).key("success_share").number(track.success_share);
  json.key("p50_ms").number(track.p50_ms).key("p95_ms").number(track.p95_ms);
  json.key("acquire_p95_ms").number(track.acquire_p95_ms);
  json.key("rate_error").number(track.rate_error).key("p95_error").number(track.p95_error).end();
}

}  // namespace

void write_sweep(JsonWriter& json, const SweepOutcome& sweep, const Redactor& redactor) {
  const auto text = [&](std::string_view key, const std::string& value) { json.key(key).text(redactor.redact(value)); };
  json.key("sweep").begin_object().key("axes").begin_array();
  for (const SweptAxis& axis : sweep.axes) {
    json.begin_object();
    text("key", axis.key);
    json.key("what").text(axis.what);
    text("track", axis.track);
    write_numbers(json, "values", axis.values);
    json.end();
  }
  json.end().key("run_duration_s").number(to_seconds(sweep.run_duration));
  json.key("end").text(sweep_end_words.at(static_cast<std::size_t>(sweep.end)));
  json.key("knee").number(sweep.knee).key("recommended").number(sweep.recommended);
  json.key("shown").number(sweep.shown).key("runs").begin_array();
  for (const SweepRun& run : sweep.runs) {
    json.begin_object();
    write_numbers(json, "at", run.at);
    json.key("status").text(level_words.at(static_cast<std::size_t>(run.standing)));
    text("broken", run.broken);
    text("reason", run.reason);
    json.key("tracks").begin_array();
    for (const SweptTrack& track : run.tracks) write_swept_track(json, track, redactor);
    json.end().end();
  }
  json.end().key("rows").begin_array();
  for (const MatrixRow& row : rows_of(sweep)) {
    json.begin_object().key("at").number(row.at).key("holds").number(row.holds).key("breaks").number(row.breaks);
    text("why", row.why);
    json.end();
  }
  json.end().key("notes").begin_array();
  for (const std::string& note : sweep.notes) json.text(redactor.redact(note));
  json.end().end();
}

}  // namespace loadtest
