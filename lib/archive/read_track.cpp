#include "archive/read_track.h"

#include <algorithm>
#include <array>

#include "stats/hdr_encoding.h"

namespace loadtest {

namespace {

constexpr std::array<std::string_view, 3> models{"closed", "open", "sessions"};

template <int digits>
BasicHistogram<digits> decode(const JsonSpot& encoded) {
  auto histogram = decode_hdr<digits>(encoded.text());
  if (histogram) return std::move(*histogram);
  encoded.wrong("is broken: " + histogram.error().message);
  return {};
}

template <int digits>
BasicHistogram<digits> decode(const JsonSpot& encoded, Nanos max) {
  auto histogram = decode<digits>(encoded);
  if (!histogram.restore(histogram.sum_ns(), histogram.min(), max)) encoded.wrong("has another greatest value");
  return histogram;
}

// All four are there, and agree with one another.
Histogram read_times(const JsonSpot& operation, std::string_view encoded, std::string_view times,
                     std::string_view sum) {
  Histogram histogram = decode<3>(operation[encoded]);
  const JsonSpot figures = operation[times];
  if (!histogram.restore(operation["sum_ns"][sum].count(), figures["min"].millis(), figures["max"].millis()) ||
      histogram.count() != figures["count"].count())
    operation[encoded].wrong("is not that of the figures beside it");
  return histogram;
}

KindCounts read_kinds(const JsonSpot& spot) {
  KindCounts kinds;
  for (const auto& [kind, count] : spot.members()) kinds[kind] += count.count();
  return kinds;
}

OperationStats read_stats(const JsonSpot& spot) {
  OperationStats stats;
  Tally& tally = stats.tally;
  tally.started = spot["started"].count();
  tally.ok = spot["ok"].count();
  tally.failed = spot["failed"].count();
  tally.cancelled = spot["cancelled"].count();
  tally.dropped = spot["dropped"].count();
  tally.late = spot["late"].count();
  tally.lost = spot["lost"].count();
  tally.bytes_sent = spot["bytes_sent"].count();
  tally.bytes_received = spot["bytes_received"].count();
  stats.errors = read_kinds(spot["errors"]);
  stats.response = read_times(spot, "histogram", "response_ms", "response");
  stats.service = read_times(spot, "service_histogram", "service_ms", "service");
  stats.failed = read_times(spot, "failed_histogram", "failed_ms", "failed");
  stats.cancelled_max = spot["cancelled_max_ms"].millis();
  if (stats.response.count() != tally.ok || stats.service.count() != tally.ok)
    spot["histogram"].wrong("has another count than ok");
  return stats;
}

OperationSpec read_spec(const JsonSpot& spot) {
  OperationSpec spec;
  spec.name = spot["name"].text();
  spec.weight = spot["weight"].number();
  if (const JsonSpot kind = spot["kind"]; !kind.is_null()) spec.kind = kind.text();
  spec.warm_up_counts = spot["always"].truth();
  spec.sum = spot["sum"].truth();
  if (spot.has("part_of")) spec.part_of = spot["part_of"].text();
  return spec;
}

Interval read_interval(const JsonSpot& spot, const TrackResult& track) {
  Interval interval;
  interval.from = spot["t_s"].seconds();
  interval.length = spot["length_s"].seconds();
  interval.users = spot["users"].count32();
  if (spot.has("planned")) interval.planned = spot["planned"].count();
  for (const auto& [name, operation] : spot["operations"].members()) {
    const std::size_t index = track.operation(name);
    if (index == track.operations.size()) {
      operation.wrong("is no operation of its track");
      continue;
    }
    if (interval.operations.size() <= index) interval.operations.resize(index + 1);
    IntervalOperation& to = interval.operations[index];
    to.started = operation["started"].count();
    to.ok = operation["ok"].count();
    to.failed = operation["failed"].count();
    to.dropped = operation["dropped"].count();
    if (operation.has("errors")) to.errors = read_kinds(operation["errors"]);
    const IntervalHistogram response = decode<2>(operation["histogram"], operation["max_ms"].millis());
    if (response.count() != to.ok || response.count() > UINT32_MAX)
      operation["histogram"].wrong("has another count than ok");
    to.response = SparseHistogram(response);
  }
  return interval;
}

UsersStats read_users(const JsonSpot& spot) {
  UsersStats users;
  users.asked = spot["asked"].count32();
  users.peak = spot["peak"].count32();
  users.sustained = spot["sustained"].count32();
  users.lost = spot["lost"].count32();
  users.lost_operations = spot["lost_operations"].count();
  users.replaced = spot["replaced"].count32();
  users.lost_kinds = read_kinds(spot["lost_kinds"]);
  return users;
}

}  // namespace

TrackResult read_track(const JsonSpot& spot) {
  TrackResult track;
  track.name = spot["name"].text();
  track.workload = spot["workload"].text();
  track.target = spot["target"].text();
  const std::size_t model = spot["model"].word(models);
  track.open_model = model == 1;
  track.by_sessions = model == 2;
  track.steady = spot["steady"].truth();
  track.think_time = spot["think_time_ms"].millis();
  track.users = read_users(spot["users"]);
  track.ran_out_of_users = spot["users"]["ran_out"].truth();
  for (const JsonSpot& shard : spot["shards"].items()) track.shards.push_back(shard.count32());
  track.stragglers = spot["stragglers"].count();
  track.warm_up_operations = spot["warm_up_operations"].count();
  for (const auto& [name, text] : spot["facts"].members()) track.facts.emplace_back(name, text.text());
  for (const JsonSpot& operation : spot["operations"].items()) {
    track.operations.push_back(read_spec(operation));
    track.total.push_back(read_stats(operation));
  }
  for (const JsonSpot& interval : spot["intervals"].items()) track.intervals.push_back(read_interval(interval, track));
  return track;
}

std::size_t read_phase_track(const JsonSpot& spot, std::size_t index, std::size_t count,
                             std::vector<TrackResult>& tracks) {
  const std::string name = spot["name"].text();
  const auto found = std::find_if(tracks.begin(), tracks.end(), [&](const auto& track) { return track.name == name; });
  const auto place = static_cast<std::size_t>(found - tracks.begin());
  if (found == tracks.end()) return spot.wrong("is no track of the run"), place;
  const TrackTotals nothing(found->operations.size());
  found->phases.resize(count, nothing);
  found->settled.resize(count, nothing);
  const auto operation_of = [&](const JsonSpot& at, std::string_view called) {
    const std::size_t operation = found->operation(called);
    if (operation == found->operations.size()) at.wrong("is no operation of its track");
    return operation;
  };
  for (const JsonSpot& one : spot["operations"].items()) {
    const std::size_t operation = operation_of(one, one["name"].text());
    if (operation < nothing.size()) found->phases[index][operation] = read_stats(one);
  }
  for (const auto& [called, one] : spot["settled"].members()) {
    const std::size_t operation = operation_of(one, called);
    if (operation >= nothing.size()) continue;
    OperationStats& stats = found->settled[index][operation];
    stats.tally.failed = one["failed"].count();
    stats.tally.dropped = one["dropped"].count();
    stats.response = read_histogram(one["histogram"], one["max_ms"].millis());
    stats.tally.ok = stats.response.count();
  }
  return place;
}

Histogram read_histogram(const JsonSpot& encoded, Nanos max) { return decode<3>(encoded, max); }

}  // namespace loadtest
