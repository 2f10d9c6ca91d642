#include "observe/metric_series.h"

#include <fmt/format.h>

#include <cmath>

#include "core/text.h"

namespace loadtest {
namespace {

constexpr std::size_t left_out_max = 10'000;

// What a client library says of its own process has one name everywhere.
std::string_view usual_name(std::string_view name) {
  if (name == "process_cpu_seconds_total") return "process.cpu";
  if (name == "process_resident_memory_bytes") return "process.memory";
  if (name == "process_open_fds") return "process.files";
  return {};
}

// "name{a="b"}", as its exporter wrote it.
std::string full_name(std::string_view name, std::string_view labels) {
  if (const auto usual = usual_name(name); !usual.empty() && labels.empty()) return std::string(usual);
  return labels.empty() ? std::string(name) : fmt::format("{}{{{}}}", name, labels);
}

std::string_view unit_of(std::string_view name) {
  if (name.ends_with("_seconds")) return "s";
  if (name.ends_with("_bytes")) return "bytes";
  if (name.ends_with("_ratio")) return "share";
  return "";
}

std::string_view rate_unit_of(std::string_view name) {
  if (name == "process_cpu_seconds_total") return "cores";
  return name.ends_with("_bytes_total") ? "bytes/s" : "/s";
}

// Facts of a process, and bounds that nobody follows over time.
bool is_constant(std::string_view name) {
  return name.ends_with("_info") || name.ends_with("_created") || name == "process_start_time_seconds" ||
         name == "process_virtual_memory_max_bytes";
}

void keep_foreign(ObservedSeries series, Observed& observed) {
  constexpr std::size_t name_max = 200;
  series.name = escape_foreign(series.name, name_max);
  // Names that are the same once they are shortened would be one in the result file.
  if (observed.find_series(series.name) != nullptr) return;
  keep(std::move(series), observed);
}

}  // namespace

bool MetricSeries::has_room(const std::string& name) {
  if (gauges_.size() + counters_.size() + 2 * means_.size() < series_max) return true;
  if (left_out_.size() < left_out_max) left_out_.try_emplace(name);
  return false;
}

void MetricSeries::add(TimePoint at, const MetricLine& line) {
  if (!std::isfinite(line.value) || is_constant(line.name)) return;
  const bool counts =
      line.kind == MetricKind::counter || (line.kind == MetricKind::unknown && line.name.ends_with("_total"));
  if (line.kind == MetricKind::other) return;
  if (line.kind == MetricKind::histogram || line.kind == MetricKind::summary) return add_mean(line);
  const std::string name = full_name(line.name, line.labels);
  if (counts) {
    auto found = counters_.find(name);
    if (found == counters_.end()) {
      if (!has_room(name)) return;
      found = counters_.try_emplace(name, name, std::string(rate_unit_of(line.name))).first;
    }
    found->second.add(at, line.value);
  } else {
    auto found = gauges_.find(name);
    if (found == gauges_.end()) {
      if (!has_room(name)) return;
      found = gauges_.try_emplace(name, name, std::string(unit_of(line.name))).first;
    }
    found->second.add(at, line.value);
  }
}

void MetricSeries::add_mean(const MetricLine& line) {
  const bool count = line.name.ends_with("_count");
  if (!count && !line.name.ends_with("_sum")) return;  // buckets and quantiles
  const std::string name = full_name(line.family, line.labels);
  auto found = means_.find(name);
  if (found == means_.end()) {
    if (!has_room(name)) return;
    // "family.rate{…}"
    const auto part = [&](const char* what) { return full_name(fmt::format("{}.{}", line.family, what), line.labels); };
    found = means_
                .try_emplace(name, Mean{.rate = RateRecorder(part("rate"), "/s"),
                                        .mean = SeriesRecorder(part("mean"), std::string(unit_of(line.family)))})
                .first;
  }
  (count ? found->second.count : found->second.sum) = line.value;
}

void MetricSeries::end_look(TimePoint at) {
  for (auto& [name, one] : means_) {
    one.rate.add(at, one.count);
    const double counted = one.count - one.count_before;
    if (one.looked && counted > 0) one.mean.add(at, (one.sum - one.sum_before) / counted);
    one.count_before = one.count;
    one.sum_before = one.sum;
    one.looked = true;
  }
}

void MetricSeries::conclude(TimePoint t0, Observed& observed) const {
  for (const auto& [name, one] : counters_) keep_foreign(one.series(t0), observed);
  for (const auto& [name, one] : gauges_) keep_foreign(one.series(t0), observed);
  for (const auto& [name, one] : means_) {
    keep_foreign(one.rate.series(t0), observed);
    keep_foreign(one.mean.series(t0), observed);
  }
  if (!left_out_.empty())
    observed.notes.push_back(fmt::format("it has more than {} series: {}{} were left out", series_max,
                                         left_out_.size() == left_out_max ? "at least " : "", left_out_.size()));
}

}  // namespace loadtest
