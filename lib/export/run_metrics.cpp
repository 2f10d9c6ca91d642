#include "export/run_metrics.h"

#include <algorithm>
#include <array>

#include "export/label_name.h"
#include "report/shown.h"

namespace loadtest {
namespace {

struct Quantile {
  const char* text;
  double share;
};
constexpr Quantile quantiles[] = {{"0.5", 0.5}, {"0.95", 0.95}, {"0.99", 0.99}, {"1", 1}};

// As the words of the result file.
constexpr const char* verdict_words[] = {"pass", "warn", "fail", "inconclusive"};
constexpr const char* criterion_words[] = {"pass", "warn", "fail", "no_data", "not_tried"};

void add_response(MetricHistogram& into, const SparseHistogram& from) {
  const auto bounds = MetricHistogram::bounds();
  into.up_to.resize(bounds.size() + 1);
  into.sum += static_cast<double>(from.sum_ns()) / 1e9;
  from.each_cell([&](Nanos middle, std::uint64_t count) {
    const auto first = std::lower_bound(bounds.begin(), bounds.end(), to_seconds(middle)) - bounds.begin();
    for (auto i = static_cast<std::size_t>(first); i < into.up_to.size(); ++i) into.up_to[i] += count;
  });
}

}  // namespace

void RunMetrics::begin(const Report& described) {
  redactor_ = described.redactor;
  started_ = std::chrono::system_clock::now();
  const auto clean = [&](const std::string& text) { return redactor_.redact(text); };
  source_ = {
      described.id, described.host_name, {{"name", described.name.empty() ? "loadtest" : clean(described.name)}}};
  for (const auto& [name, value] : described.labels) {
    source_.labels.emplace_back(free_label_name(clean(name), source_.labels), clean(value));
  }
  info_ = {{"run", source_.run},
           {"command", clean(described.command)},
           {"version", described.tool_version},
           {"host", source_.host}};
}

void RunMetrics::add(const Progress& progress) {
  elapsed_ = progress.elapsed;
  tracks_.resize(std::max(tracks_.size(), progress.tracks.size()));
  for (std::size_t i = 0; i < progress.tracks.size(); ++i) add(tracks_[i], progress.tracks[i]);
}

void RunMetrics::add(Track& track, const Progress::TrackNow& now) const {
  track.name = redactor_.redact(*now.name);
  track.users = now.users;
  track.users_asked = now.users_asked;
  track.operations.resize(now.operations.size());
  for (std::size_t op = 0; op < now.operations.size(); ++op)
    track.operations[op].name = redactor_.redact(now.operations[op].name);
  for (const Interval& second : now.fresh) {
    track.planned += second.planned;
    for (std::size_t op = 0; op < std::min(second.operations.size(), track.operations.size()); ++op) {
      const IntervalOperation& from = second.operations[op];
      Operation& to = track.operations[op];
      to.started += from.started;
      to.ok += from.ok;
      to.failed += from.failed;
      to.dropped += from.dropped;
      add_kinds(to.errors, from.errors);
      add_response(to.response, from.response);
      to.recent.merge(from.response);
    }
  }
}

void RunMetrics::points_of(const Track& track, std::vector<MetricPoint>& points) const {
  const auto put = [&](const MetricSpec& metric, double value, MetricLabels more = {}) {
    MetricLabels labels{{"track", track.name}};
    labels.insert(labels.end(), more.begin(), more.end());
    points.push_back({&metric, std::move(labels), value});
  };
  put(metrics::users, track.users);
  put(metrics::users_asked, track.users_asked);
  put(metrics::starts_planned, static_cast<double>(track.planned));
  for (const Operation& op : track.operations) {
    const std::pair<std::string, std::string> name{"operation", op.name};
    put(metrics::operations_started, static_cast<double>(op.started), {name});
    const std::pair<const char*, std::uint64_t> outcomes[] = {
        {"ok", op.ok}, {"failed", op.failed}, {"dropped", op.dropped}, {"cancelled", op.cancelled}};
    for (const auto& [outcome, count] : outcomes)
      put(metrics::operations, static_cast<double>(count), {name, {"outcome", outcome}});
    for (const auto& [kind, count] : shown_kinds(op.errors, redactor_))
      put(metrics::operation_errors, static_cast<double>(count), {name, {"kind", kind}});
    put(metrics::response, 0, {name});
    points.back().histogram = op.response;
    points.back().histogram.up_to.resize(MetricHistogram::bounds().size() + 1);
    if (op.recent.count() == 0) continue;
    for (const Quantile& quantile : quantiles) {
      const Nanos time = quantile.share == 1 ? op.recent.max() : op.recent.percentile(quantile.share);
      put(metrics::response_recent, to_seconds(time), {name, {"quantile", quantile.text}});
    }
  }
}

std::shared_ptr<MetricSnapshot> RunMetrics::take(bool last) {
  // Receivers refuse a second value of the same millisecond.
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  told_ = std::max(Instant(now), told_ + std::chrono::milliseconds(1));
  auto snapshot = std::make_shared<MetricSnapshot>();
  snapshot->started = started_;
  snapshot->at = told_;
  snapshot->last = last;
  auto& points = snapshot->points;
  points.push_back({&metrics::run_info, info_, 1});
  points.push_back({&metrics::running, {}, last ? 0.0 : 1.0});
  points.push_back({&metrics::elapsed, {}, to_seconds(elapsed_)});
  for (const Track& track : tracks_) points_of(track, points);
  for (Track& track : tracks_) {
    for (Operation& op : track.operations) op.recent = {};
  }
  return snapshot;
}

namespace {

// Those of one metric stand beside each other, as a page of Prometheus' wants them.
void sort_by_metric(std::vector<MetricPoint>& points) {
  const auto table = metric_table();
  const auto rank = [&](const MetricPoint& point) { return std::find(table.begin(), table.end(), point.metric); };
  std::stable_sort(points.begin(), points.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
}

void put_overall(const TrackResult& track, const Redactor& redactor, std::vector<MetricPoint>& points) {
  const std::string name = redactor.redact(track.name);
  points.push_back({&metrics::users_peak, {{"track", name}}, static_cast<double>(track.users.peak)});
  for (std::size_t op = 0; op < track.total.size() && op < track.operations.size(); ++op) {
    const Histogram& response = track.total[op].response;
    if (response.count() == 0) continue;
    const std::string operation = redactor.redact(track.operations[op].name);
    for (const Quantile& quantile : quantiles) {
      const Nanos time = quantile.share == 1 ? response.max() : response.percentile(quantile.share);
      points.push_back({&metrics::response_overall,
                        {{"track", name}, {"operation", operation}, {"quantile", quantile.text}},
                        to_seconds(time)});
    }
  }
}

void put_verdict(const Verdict& verdict, std::vector<MetricPoint>& points) {
  for (std::size_t i = 0; i < std::size(verdict_words); ++i) {
    const bool is = verdict.status == static_cast<VerdictStatus>(i);
    points.push_back({&metrics::verdict, {{"status", verdict_words[i]}}, is ? 1.0 : 0.0});
  }
  std::array<unsigned, std::size(criterion_words)> counts{};
  for (const CriterionResult& criterion : verdict.criteria) ++counts[static_cast<std::size_t>(criterion.status)];
  for (std::size_t i = 0; i < counts.size(); ++i)
    points.push_back({&metrics::criteria, {{"status", criterion_words[i]}}, static_cast<double>(counts[i])});
  points.push_back({&metrics::exit_code, {}, static_cast<double>(verdict.exit_code)});
}

}  // namespace

SnapshotPtr RunMetrics::now() {
  auto snapshot = take(false);
  sort_by_metric(snapshot->points);
  return snapshot;
}

SnapshotPtr RunMetrics::conclude(const Report& report) {
  redactor_ = report.redactor;
  const auto& results = report.result.tracks;
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    Track& track = tracks_[i];
    track.users = track.users_asked = 0;
    for (Operation& op : track.operations) op.recent = {};
    if (report.search || i >= results.size()) continue;  // a search's result is that of one level
    for (std::size_t op = 0; op < std::min(results[i].total.size(), track.operations.size()); ++op)
      track.operations[op].cancelled = results[i].total[op].tally.cancelled;
  }
  auto snapshot = take(true);
  for (const TrackResult& track : report.result.tracks) put_overall(track, redactor_, snapshot->points);
  put_verdict(report.verdict, snapshot->points);
  sort_by_metric(snapshot->points);
  return snapshot;
}

}  // namespace loadtest
