#include <algorithm>
#include <span>

#include "core/segment.h"
#include "report/coincidences_json.h"
#include "report/comparison_json.h"
#include "report/json_writer.h"
#include "report/observations_json.h"
#include "report/result_words.h"
#include "report/search_json.h"
#include "report/shown.h"
#include "report/sink.h"
#include "report/sweep_json.h"
#include "report/track_json.h"
#include "stats/hdr_encoding.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

/// Writes the parts of one report. Secrets are taken out of every text before it is quoted, not out of the finished
/// file: there, a secret such as "100000" would also be cut out of numbers, and one with a quote would not be found.
class ResultWriter {
 public:
  explicit ResultWriter(const Report& report) : report_(report) {}

  std::string write() {
    json_.begin_object().key("schema").text("loadtest.result/1");
    json_.key("tool").begin_object().key("name").text("loadtest").key("version").text(report_.tool_version);
    json_.key("commit").text(report_.tool_commit).end();
    write_run();
    write_scenario();
    write_verdict();
    write_criteria();
    write_generator();
    json_.key("tracks").begin_array();
    for (std::size_t i = 0; i < report_.result.tracks.size(); ++i)
      write_track(json_, report_.result.tracks[i], {measured_of(report_.result, i), report_.result.measured},
                  report_.redactor);
    json_.end();
    write_phases();
    write_interference();
    if (!report_.coincidences.empty()) write_coincidences(json_, report_.coincidences, report_.redactor);
    if (report_.search) write_search(json_, *report_.search, report_.redactor);
    if (report_.sweep) write_sweep(json_, *report_.sweep, report_.redactor);
    write_segments();
    if (report_.comparison) {
      json_.key("comparison").begin_object();
      write_comparison(json_, *report_.comparison, report_.redactor);
      json_.end();
    }
    json_.key("server");
    write_observations(json_, report_.observations, report_.redactor);
    json_.key("findings");
    write_findings(json_, report_.findings, report_.redactor);
    return json_.end().take();
  }

 private:
  JsonWriter& text(std::string_view key, std::string_view value) {
    return json_.key(key).text(report_.redactor.redact(std::string(value)));
  }
  void texts(std::string_view key, std::span<const std::string> values) {
    json_.key(key).begin_array();
    for (const std::string& value : values) json_.text(report_.redactor.redact(value));
    json_.end();
  }

  void write_run() {
    const RunResult& result = report_.result;
    json_.key("run").begin_object();
    text("id", report_.id);
    text("name", report_.name);
    json_.key("labels").begin_object();
    for (const auto& [label, value] : report_.labels) text(report_.redactor.redact(label), value);
    json_.end();
    text("command", report_.command);
    text("started_at", format_instant(result.started_at));
    json_.key("start_at");
    result.start_at ? json_.text(format_instant(*result.start_at)) : json_.null();
    text("ended_at", format_instant(result.ended_at));
    json_.key("duration_s").number(to_seconds(result.measured)).key("end_s").number(to_seconds(end_of(result)));
    json_.key("stop_reason").text(stop_name(result.stop_reason)).key("seed").number(report_.seed);
    text("segment", segment_name(report_.segment));
    json_.key("host").begin_object();
    text("name", report_.host_name);
    json_.key("cpus").number(report_.host_cpus);
    json_.key("memory_bytes").number(report_.host_memory_bytes);
    text("os", report_.host_os).end();
    json_.key("interrupted").boolean(result.cut_short());
    texts("warnings", report_.warnings);
    json_.end();
  }

  void write_scenario() {
    json_.key("scenario").begin_object().key("tracks").begin_array();
    for (const ShownTrack& track : report_.scenario) {
      json_.begin_object();
      text("name", track.name);
      text("workload", track.workload);
      write_settings("load", track.load);
      write_settings("options", track.options);
      json_.key("embedded").boolean(track.embedded).end();
    }
    json_.end();
    texts("thresholds", report_.thresholds);
    json_.key("default_criteria").boolean(report_.default_criteria).key("strict").boolean(report_.strict);
    json_.key("embedded").boolean(report_.embedded).key("threads").number(report_.threads).end();
  }

  /// An option given several times becomes a list under its one name.
  void write_settings(std::string_view key, const std::vector<std::pair<std::string, std::string>>& settings) {
    json_.key(key).begin_object();
    for (auto it = settings.begin(); it != settings.end(); ++it) {
      const auto same = [&](const auto& other) { return other.first == it->first; };
      if (std::any_of(settings.begin(), it, same)) continue;
      if (std::none_of(it + 1, settings.end(), same)) {
        text(it->first, it->second);
        continue;
      }
      std::vector<std::string> values;
      for (const auto& [name, value] : settings)
        if (name == it->first) values.push_back(value);
      texts(it->first, values);
    }
    json_.end();
  }

  void write_verdict() {
    json_.key("verdict").begin_object().key("status").text(status_name(report_.verdict.status));
    json_.key("exit_code").number(static_cast<int>(report_.verdict.exit_code));
    texts("reasons", report_.verdict.reasons);
    json_.end();
  }

  void write_criteria() {
    json_.key("criteria").begin_array();
    for (const CriterionResult& one : report_.verdict.criteria) {
      json_.begin_object();
      text("name", one.name);
      text("expression", one.expression);
      json_.key("observed").number(one.observed).key("unit").text(one.unit).key("status").text(status_name(one.status));
      text("note", one.note);
      json_.end();
    }
    json_.end();
  }

  void write_generator() {
    const Health& health = report_.result.health;
    const Trust& trust = report_.verdict.trust;
    json_.key("generator").begin_object().key("trustworthy").boolean(trust.trustworthy);
    texts("reasons", trust.reasons);
    texts("warnings", trust.warnings);
    write_delays(json_, "lag_ms", health.lag);
    write_delays(json_, "delay_ms", health.delay);
    json_.key("lag_histogram").text(encode_hdr(health.lag)).key("delay_histogram").text(encode_hdr(health.delay));
    json_.key("cpu_share").number(health.cpu_share).key("waited_share").number(health.waited_share);
    json_.key("peak_rss_bytes").number(health.peak_rss_bytes);
    json_.key("rss_growth_bytes").number(health.rss_growth_bytes).key("planned").number(health.planned);
    json_.key("started").number(health.started).key("missed").number(health.missed).end();
  }

  void write_phases() {
    const RunResult& result = report_.result;
    json_.key("phases").begin_array();
    // One that nobody asked for is the run itself.
    const bool asked = result.phases.size() > 1 || judged_phase(result);
    for (std::size_t i = 0; i < result.phases.size() && asked; ++i) {
      const PhaseSpan& phase = result.phases[i];
      json_.begin_object();
      text("name", phase.name);
      json_.key("from_s").number(to_seconds(phase.from)).key("to_s").number(to_seconds(phase.to));
      json_.key("settle_s").number(to_seconds(std::min(phase.settle, phase.to - phase.from)));
      json_.key("judged").boolean(phase.judged);
      write_delays(json_, "lag_ms", phase.lag);
      json_.key("lag_histogram").text(encode_hdr(phase.lag)).key("tracks").begin_array();
      for (std::size_t track = 0; track < result.tracks.size(); ++track) {
        if (!phase.has(track)) continue;
        write_phase_track(json_, result.tracks[track], i, measured_in(result, phase), report_.redactor);
      }
      json_.end().end();
    }
    json_.end();
  }

  void write_interference() {
    if (report_.interference.empty()) return;
    json_.key("interference").begin_object();
    for (const Interference& one : report_.interference) {
      json_.key(shown_foreign(one.operation, report_.redactor)).begin_object();
      json_.key("alone_p95_ms").number(one.alone.p95_ms).key("alone_count").number(one.alone.count);
      json_.key("together_p95_ms").number(one.together.p95_ms).key("together_count").number(one.together.count);
      json_.key("ratio").number(one.ratio).key("alone_lag_p99_ms").number(one.alone.lag_p99_ms);
      json_.key("together_lag_p99_ms").number(one.together.lag_p99_ms);
      json_.key("alone_failed_share").number(one.alone.failed_share());
      json_.key("together_failed_share").number(one.together.failed_share()).end();
    }
    json_.end();
  }

  void write_segments() {
    if (report_.segments.empty()) return;
    json_.key("segments").begin_array();
    for (const SegmentOrigin& one : report_.segments) {
      json_.begin_object();
      text("segment", segment_name(one.segment));
      text("id", one.run_id);
      text("host", one.host);
      text("started_at", format_instant(one.started_at));
      json_.key("duration_s").number(to_seconds(one.measured)).key("stop_reason").text(stop_name(one.stop_reason));
      json_.key("trustworthy").boolean(one.trustworthy);
      texts("reasons", one.reasons);
      json_.key("lag_p99_ms").number(one.lag_p99_ms).key("peak_rss_bytes").number(one.peak_rss_bytes).end();
    }
    json_.end();
  }

  const Report& report_;
  JsonWriter json_;
};

}  // namespace

std::string result_json(const Report& report) { return ResultWriter(report).write(); }

}  // namespace loadtest
