#include "report/track_json.h"

#include "report/shown.h"
#include "stats/hdr_encoding.h"
#include "stats/rhythm.h"

namespace loadtest {
namespace {

/// A percentile or the like; null where nothing was recorded, for 0 would read as "instantly".
std::optional<double> figure(const Histogram& histogram, double ms) {
  return histogram.count() == 0 ? std::nullopt : std::optional(ms);
}

void write_times(JsonWriter& json, std::string_view key, const Histogram& histogram) {
  const auto add = [&](std::string_view name, double ms) { json.key(name).number(figure(histogram, ms)); };
  json.key(key).begin_object();
  add("min", to_millis(histogram.min()));
  add("mean", histogram.mean_ns() / 1e6);
  add("p50", to_millis(histogram.percentile(0.50)));
  add("p90", to_millis(histogram.percentile(0.90)));
  add("p95", to_millis(histogram.percentile(0.95)));
  add("p99", to_millis(histogram.percentile(0.99)));
  add("p999", to_millis(histogram.percentile(0.999)));
  add("max", to_millis(histogram.max()));
  add("stddev", histogram.stddev_ns() / 1e6);
  json.key("count").number(histogram.count()).end();
}

/// In the closed model a user who waits sends nothing meanwhile; this adds what a steady rhythm would have sent.
void write_rhythm(JsonWriter& json, const std::optional<Histogram>& rhythm) {
  if (rhythm) {
    write_times(json, "rhythm_ms", *rhythm);
  } else {
    json.key("rhythm_ms").null();
  }
}

void write_kinds(JsonWriter& json, std::string_view key, const std::map<std::string, std::uint64_t>& kinds,
                 const Redactor& redactor) {
  json.key(key).begin_object();
  for (const auto& [kind, count] : shown_kinds(kinds, redactor)) json.key(kind).number(count);
  json.end();
}

void write_operation(JsonWriter& json, const TrackResult& track, const OperationSpec& spec, const OperationStats& stats,
                     Nanos length, const Redactor& redactor) {
  const Tally& tally = stats.tally;
  const bool asked = tally.ok + tally.failed + tally.dropped > 0;
  json.begin_object().key("name").text(shown_foreign(spec.name, redactor)).key("kind");
  spec.kind.empty() ? json.null() : json.text(spec.kind);
  if (!spec.part_of.empty()) json.key("part_of").text(spec.part_of);
  json.key("weight").number(spec.weight).key("sum").boolean(spec.sum).key("always").boolean(spec.warm_up_counts);
  json.key("started").number(tally.started).key("ok").number(tally.ok).key("failed").number(tally.failed);
  json.key("cancelled").number(tally.cancelled).key("dropped").number(tally.dropped);
  json.key("late").number(tally.late).key("lost").number(tally.lost);
  json.key("success_share").number(asked ? std::optional(tally.success_share()) : std::nullopt);
  json.key("rate_per_s").number(length > Nanos(0) ? static_cast<double>(tally.ok) / to_seconds(length) : 0.0);
  write_kinds(json, "errors", stats.errors, redactor);
  json.key("bytes_sent").number(tally.bytes_sent).key("bytes_received").number(tally.bytes_received);
  write_times(json, "response_ms", stats.response);
  write_times(json, "service_ms", stats.service);
  write_times(json, "failed_ms", stats.failed);
  json.key("cancelled_max_ms").number(to_millis(stats.cancelled_max));
  write_rhythm(json, in_rhythm(track, spec, stats.response));
  json.key("sum_ns").begin_object().key("response").number(stats.response.sum_ns());
  json.key("service").number(stats.service.sum_ns()).key("failed").number(stats.failed.sum_ns()).end();
  json.key("histogram").text(encode_hdr(stats.response));
  json.key("service_histogram").text(encode_hdr(stats.service));
  json.key("failed_histogram").text(encode_hdr(stats.failed)).end();
}

void write_operations(JsonWriter& json, const TrackResult& track, const TrackTotals& totals, RateTimes times,
                      const Redactor& redactor) {
  const OperationStats nothing;
  json.key("operations").begin_array();
  for (std::size_t i = 0; i < track.operations.size(); ++i)
    write_operation(json, track, track.operations[i], i < totals.size() ? totals[i] : nothing,
                    track.operations[i].warm_up_counts ? times.always : times.active, redactor);
  json.end();
}

/// What is compared with other phases: all but the settling time.
void write_settled(JsonWriter& json, const TrackResult& track, const TrackTotals& settled, const Redactor& redactor) {
  json.key("settled").begin_object();
  for (std::size_t i = 0; i < track.operations.size() && i < settled.size(); ++i) {
    const OperationStats& stats = settled[i];
    json.key(shown_foreign(track.operations[i].name, redactor)).begin_object();
    json.key("failed").number(stats.tally.failed).key("dropped").number(stats.tally.dropped);
    json.key("max_ms").number(figure(stats.response, to_millis(stats.response.max())));
    json.key("histogram").text(encode_hdr(stats.response)).end();
  }
  json.end();
}

void write_interval_operation(JsonWriter& json, const IntervalOperation& operation, const Redactor& redactor) {
  const bool empty = operation.response.count() == 0;
  const auto add = [&](std::string_view name, Nanos time) {
    json.key(name).number(empty ? std::nullopt : std::optional(to_millis(time)));
  };
  json.begin_object().key("started").number(operation.started).key("ok").number(operation.ok);
  json.key("failed").number(operation.failed).key("dropped").number(operation.dropped);
  if (!operation.errors.empty()) write_kinds(json, "errors", operation.errors, redactor);
  add("p50_ms", operation.response.percentile(0.50));
  add("p95_ms", operation.response.percentile(0.95));
  add("p99_ms", operation.response.percentile(0.99));
  add("max_ms", operation.response.max());
  json.key("histogram").text(encode_hdr(operation.response.dense())).end();
}

void write_intervals(JsonWriter& json, const TrackResult& track, const Redactor& redactor) {
  json.key("intervals").begin_array();
  for (const Interval& interval : track.intervals) {
    json.begin_object()
        .key("t_s")
        .number(to_seconds(interval.from))
        .key("length_s")
        .number(to_seconds(interval.length));
    json.key("users").number(interval.users).key("planned").number(interval.planned);
    json.key("operations").begin_object();
    for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i)
      write_interval_operation(json.key(shown_foreign(track.operations[i].name, redactor)), interval.operations[i],
                               redactor);
    json.end().end();
  }
  json.end();
}

}  // namespace

void write_track(JsonWriter& json, const TrackResult& track, RateTimes times, const Redactor& redactor) {
  json.begin_object().key("name").text(redactor.redact(track.name)).key("workload").text(track.workload);
  json.key("target").text(redactor.redact(track.target));
  json.key("model").text(track.by_sessions ? "sessions" : track.open_model ? "open" : "closed");
  json.key("steady").boolean(track.steady);
  json.key("think_time_ms").number(track.open_model ? std::nullopt : std::optional(to_millis(track.think_time)));
  const UsersStats& users = track.users;
  json.key("users").begin_object().key("asked").number(users.asked).key("peak").number(users.peak);
  json.key("sustained").number(users.sustained).key("lost").number(users.lost).key("replaced").number(users.replaced);
  json.key("lost_operations").number(users.lost_operations);
  write_kinds(json, "lost_kinds", users.lost_kinds, redactor);
  json.key("ran_out").boolean(track.ran_out_of_users).end();
  json.key("shards").begin_array();
  for (const unsigned shard : track.shards) json.number(shard);
  json.end();
  json.key("stragglers").number(track.stragglers).key("warm_up_operations").number(track.warm_up_operations);
  json.key("facts").begin_object();
  for (const auto& [name, text] : track.facts) json.key(name).text(shown_foreign(text, redactor));
  json.end();
  write_operations(json, track, track.total, times, redactor);
  write_intervals(json, track, redactor);
  json.end();
}

void write_phase_track(JsonWriter& json, const TrackResult& track, std::size_t phase, Nanos length,
                       const Redactor& redactor) {
  json.begin_object().key("name").text(redactor.redact(track.name)).key("workload").text(track.workload);
  write_operations(json, track, track.phases.at(phase), {length, length}, redactor);
  write_settled(json, track, track.settled.at(phase), redactor);
  json.end();
}

void write_delays(JsonWriter& json, std::string_view key, const Histogram& histogram) {
  json.key(key).begin_object().key("p50").number(to_millis(histogram.percentile(0.50)));
  json.key("p99").number(to_millis(histogram.percentile(0.99))).key("max").number(to_millis(histogram.max())).end();
}

}  // namespace loadtest
