#include <fmt/format.h>

#include "export/payloads.h"
#include "report/json_writer.h"

namespace loadtest {
namespace {

// 64-bit numbers are texts in the JSON of protocol buffers.
std::string number_text(std::uint64_t value) { return fmt::format("{}", value); }
std::string nanos_text(Instant at) {
  return number_text(
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count()));
}

void write_attributes(JsonWriter& json, const MetricLabels& labels) {
  if (labels.empty()) return;
  json.key("attributes").begin_array();
  for (const auto& [name, value] : labels) {
    json.begin_object().key("key").text(name);
    json.key("value").begin_object().key("stringValue").text(value).end().end();
  }
  json.end();
}

void write_histogram(JsonWriter& json, const MetricHistogram& histogram) {
  json.key("count").text(number_text(histogram.count())).key("sum").number(histogram.sum);
  json.key("bucketCounts").begin_array();
  std::uint64_t below = 0;
  for (const std::uint64_t up_to : histogram.up_to) {
    json.text(number_text(up_to - below));
    below = up_to;
  }
  json.end().key("explicitBounds").begin_array();
  for (const double bound : MetricHistogram::bounds()) json.number(bound);
  json.end();
}

void write_point(JsonWriter& json, const MetricSnapshot& snapshot, const MetricPoint& point) {
  json.begin_object();
  write_attributes(json, point.labels);
  json.key("startTimeUnixNano").text(nanos_text(snapshot.started)).key("timeUnixNano").text(nanos_text(snapshot.at));
  switch (point.metric->type) {
    case MetricType::counter:
      json.key("asInt").text(number_text(static_cast<std::uint64_t>(point.value)));
      break;
    case MetricType::gauge:
    case MetricType::summary:
      json.key("asDouble").number(point.value);
      break;
    case MetricType::histogram:
      write_histogram(json, point.histogram);
      break;
  }
  json.end();
}

// The points of one metric stand beside each other.
void write_metrics(JsonWriter& json, const MetricSnapshot& snapshot) {
  constexpr int cumulative = 2;
  const auto& points = snapshot.points;
  for (std::size_t i = 0; i < points.size();) {
    const MetricSpec& metric = *points[i].metric;
    json.begin_object().key("name").text(metric.name).key("description").text(metric.help);
    if (metric.name.ends_with("_seconds")) json.key("unit").text("s");
    // Percentiles of a second are no summary of its: that one has sums.
    const bool momentary = metric.type == MetricType::gauge || metric.type == MetricType::summary;
    json.key(metric.type == MetricType::counter ? "sum" : momentary ? "gauge" : "histogram");
    json.begin_object().key("dataPoints").begin_array();
    for (; i < points.size() && points[i].metric == &metric; ++i) write_point(json, snapshot, points[i]);
    json.end();
    if (!momentary) json.key("aggregationTemporality").number(cumulative);
    if (metric.type == MetricType::counter) json.key("isMonotonic").boolean(true);
    json.end().end();
  }
}

}  // namespace

std::string otlp_payload(const std::vector<SnapshotPtr>& snapshots, const MetricSource& source) {
  MetricLabels resource{{"service.name", "loadtest"}, {"service.instance.id", source.run}, {"host.name", source.host}};
  resource.insert(resource.end(), source.labels.begin(), source.labels.end());
  JsonWriter json;
  json.begin_object().key("resourceMetrics").begin_array();
  for (const SnapshotPtr& snapshot : snapshots) {
    json.begin_object().key("resource").begin_object();
    write_attributes(json, resource);
    json.end().key("scopeMetrics").begin_array().begin_object();
    json.key("scope").begin_object().key("name").text("loadtest").end();
    json.key("metrics").begin_array();
    write_metrics(json, *snapshot);
    json.end().end().end().end();
  }
  json.end().end();
  return json.take();
}

}  // namespace loadtest
