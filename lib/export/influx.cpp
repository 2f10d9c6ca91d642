#include <fmt/format.h>

#include <iterator>

#include "export/label_name.h"
#include "export/payloads.h"

namespace loadtest {
namespace {

// Of a tag or its value. A line break would begin another line, and a backslash at the end would escape what follows.
std::string line_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ',' || c == '=' || c == ' ') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 || c == '\\' ? '_' : c;
  }
  return out;
}

void append_tags(std::string& line, const MetricLabels& labels) {
  for (const auto& [name, value] : labels) {
    if (!value.empty()) fmt::format_to(std::back_inserter(line), ",{}={}", line_escaped(name), line_escaped(value));
  }
}

std::string fields(const MetricPoint& point) {
  switch (point.metric->type) {
    case MetricType::counter:
      return fmt::format("value={}i", static_cast<std::uint64_t>(point.value));
    case MetricType::gauge:
    case MetricType::summary:
      return fmt::format("value={}", point.value);
    case MetricType::histogram:
      break;
  }
  const MetricHistogram& histogram = point.histogram;
  std::string text = fmt::format("count={}i,sum={}", histogram.count(), histogram.sum);
  const auto bounds = MetricHistogram::bounds();
  for (std::size_t i = 0; i < bounds.size(); ++i)
    fmt::format_to(std::back_inserter(text), ",le_{}={}i", bucket_label(bounds[i]), histogram.up_to[i]);
  return text;
}

}  // namespace

std::string influx_payload(const std::vector<SnapshotPtr>& snapshots, const MetricSource& source) {
  std::string common, out;
  append_tags(common, {{"run", source.run}, {"host", source.host}});
  append_tags(common, source.labels);
  for (const SnapshotPtr& snapshot : snapshots) {
    const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(snapshot->at.time_since_epoch()).count();
    for (const MetricPoint& point : snapshot->points) {
      std::string line(point.metric->name);
      if (point.metric->type == MetricType::counter) line += "_total";
      line += common;
      // A tag may come once only, and what a run is told by has these two already.
      if (point.metric != &metrics::run_info) append_tags(line, point.labels);
      fmt::format_to(std::back_inserter(out), "{} {} {}\n", line, fields(point), nanos);
    }
  }
  return out;
}

}  // namespace loadtest
