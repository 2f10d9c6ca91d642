#include "page/page_data.h"

#include <cmath>
#include <optional>
#include <span>

#include "page/chart_points.h"
#include "page/html.h"
#include "page/percentile_curve.h"
#include "report/json_writer.h"
#include "report/phase_words.h"
#include "report/shown.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

/// Four digits are more than any screen shows.
double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double scale = std::pow(10, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}
std::optional<double> rounded(const std::optional<double>& value) {
  return value ? std::optional(rounded(*value)) : std::nullopt;
}

/// Times on the axis are exact.
double shown_number(std::string_view name, double value) {
  return name == "t_s" || name == "length_s" || name == "users" ? value : rounded(value);
}

void write_names(JsonWriter& json, std::span<const OperationSpec> operations, const Redactor& redactor) {
  json.key("operations").begin_array();
  for (const OperationSpec& one : operations) json.text(plain_text(shown_foreign(one.name, redactor)));
  json.end();
}

void write_series(JsonWriter& json, std::span<const ChartPoint> points) {
  json.key("series").begin_object();
  for (const auto& [name, member] : chart_numbers) {
    json.key(name).begin_array();
    for (const ChartPoint& point : points) json.number(shown_number(name, point.*member));
    json.end();
  }
  for (const auto& [name, member] : chart_times) {
    json.key(name).begin_array();
    for (const ChartPoint& point : points) json.number(rounded(point.*member));
    json.end();
  }
  json.key("errors").begin_object();
  for (const std::string& kind : kinds_of(points)) {
    json.key(plain_text(kind)).begin_array();
    for (const ChartPoint& point : points) {
      const auto at = point.errors.find(kind);
      json.number(at == point.errors.end() ? 0.0 : rounded(at->second));
    }
    json.end();
  }
  json.end().end();
}

void write_curve(JsonWriter& json, std::string_view name, const Histogram& times) {
  json.key(name).begin_array();
  for (const auto& [share, ms] : percentile_curve(times)) json.begin_array().number(share).number(rounded(ms)).end();
  json.end();
}

void write_phase_list(JsonWriter& json, std::span<const PhaseSpan> phases, const Redactor& redactor) {
  json.key("phases").begin_array();
  for (const PhaseSpan& phase : phases) {
    json.begin_object()
        .key("name")
        .text(plain_text(redactor.redact(phase.name)))
        .key("from_s")
        .number(to_seconds(phase.from));
    json.key("to_s").number(to_seconds(phase.to)).key("judged").boolean(phase.judged).end();
  }
  json.end();
}

void write_point(JsonWriter& json, const ChartPoint& point) {
  json.begin_object();
  for (const auto& [name, member] : chart_numbers) json.key(name).number(shown_number(name, point.*member));
  for (const auto& [name, member] : chart_times) json.key(name).number(rounded(point.*member));
  json.key("errors").begin_object();
  for (const auto& [kind, rate] : point.errors) json.key(plain_text(kind)).number(rounded(rate));
  json.end().end();
}

JsonWriter begin_document(std::string_view state, Nanos end) {
  JsonWriter json;
  json.begin_object().key("schema").text("loadtest.page/1").key("state").text(state).key("end_s");
  end > Nanos(0) ? json.number(to_seconds(end)) : json.null();
  return json;
}

void begin_track(JsonWriter& json, const std::string& name, const std::string& workload,
                 std::span<const OperationSpec> operations, std::uint32_t users_asked, const Redactor& redactor) {
  json.begin_object().key("name").text(plain_text(redactor.redact(name))).key("workload").text(workload);
  write_names(json, operations, redactor);
  json.key("users_asked").number(users_asked);
}

}  // namespace

std::string page_data(const Report& report) {
  const RunResult& run = report.result;
  JsonWriter json = begin_document("finished", end_of(run));
  // One phase that nobody asked for is the run itself.
  write_phase_list(json, run.phases.size() > 1 ? std::span(run.phases) : std::span<const PhaseSpan>(), report.redactor);
  json.key("tracks").begin_array();
  const RunResult part = shown_part(run);
  for (std::size_t i = 0; i < run.tracks.size(); ++i) {
    const TrackResult& track = run.tracks[i];
    begin_track(json, track.name, track.workload, track.operations, track.users.asked, report.redactor);
    // The more tracks, the fewer points each: the page of any run stays small enough to be mailed.
    const auto intervals = thinned(track.intervals, IntervalSeries::intervals_max / run.tracks.size());
    write_series(json, chart_points(intervals, track.operations, report.redactor));
    json.key("curve").begin_object();
    write_curve(json, "response", load_times(part.tracks[i], &OperationStats::response));
    write_curve(json, "service", load_times(part.tracks[i], &OperationStats::service));
    json.end().end();
  }
  return json.end().end().take();
}

std::string tick_json(const Progress& progress, const Redactor& redactor) {
  JsonWriter json;
  json.begin_object().key("elapsed_s").number(to_seconds(progress.elapsed)).key("planned_s");
  progress.planned > Nanos(0) ? json.number(to_seconds(progress.planned)) : json.null();
  json.key("phase");
  progress.phase ? json.text(plain_text(redactor.redact(*progress.phase))) : json.null();
  json.key("starts_in_s");
  progress.starts_in ? json.number(to_seconds(*progress.starts_in)) : json.null();
  json.key("tracks").begin_array();
  for (const Progress::TrackNow& track : progress.tracks) {
    begin_track(json, *track.name, *track.workload, track.operations, track.users_asked, redactor);
    json.key("users").number(track.users).key("ok").number(track.ok);
    json.key("failed").number(track.failed).key("dropped").number(track.dropped).key("points").begin_array();
    for (const Interval& interval : track.fresh) write_point(json, chart_point(interval, track.operations, redactor));
    json.end().end();
  }
  return json.end().end().take();
}

LiveHistory::LiveHistory(const Report& described) : redactor_(described.redactor) {
  for (const ShownTrack& track : described.scenario) {
    tracks_.emplace_back();
    tracks_.back().name = track.name;
    tracks_.back().workload = track.workload;
  }
}

void LiveHistory::add(const Progress& progress) {
  if (progress.elapsed < elapsed_) {
    for (Track& track : tracks_) track.intervals = {};
    phases_.clear();
  }
  elapsed_ = progress.elapsed;
  planned_ = progress.planned;
  if (progress.phase != nullptr) {
    if (phases_.empty() || phases_.back().name != *progress.phase)
      phases_.push_back({.name = *progress.phase, .from = elapsed_, .to = elapsed_});
    phases_.back().to = elapsed_;
  }
  tracks_.resize(progress.tracks.size());
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const Progress::TrackNow& now = progress.tracks[i];
    Track& track = tracks_[i];
    track.name = *now.name;
    track.workload = *now.workload;
    track.operations.assign(now.operations.begin(), now.operations.end());
    track.users_asked = now.users_asked;
    for (const Interval& interval : now.fresh) track.intervals.add(interval);
  }
}

std::string LiveHistory::page_data() const {
  JsonWriter json = begin_document("running", planned_);
  write_phase_list(json, phases_, redactor_);
  json.key("tracks").begin_array();
  for (const Track& track : tracks_) {
    begin_track(json, track.name, track.workload, track.operations, track.users_asked, redactor_);
    write_series(json, chart_points(track.intervals.intervals(), track.operations, redactor_));
    json.end();
  }
  return json.end().end().take();
}

}  // namespace loadtest
