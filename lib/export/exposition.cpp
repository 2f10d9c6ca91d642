#include "export/exposition.h"

#include <fmt/format.h>

#include <iterator>

#include "export/label_name.h"

namespace loadtest {
namespace {

std::string page_escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || (quotes && c == '"')) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

void append_labels(std::string& out, const MetricLabels& own, const MetricLabels& more) {
  char before = '{';
  for (const MetricLabels* labels : {&own, &more}) {
    for (const auto& [name, value] : *labels) {
      fmt::format_to(std::back_inserter(out), "{}{}=\"{}\"", before, name, page_escaped(value, true));
      before = ',';
    }
  }
  if (before == ',') out += '}';
}

void append_line(std::string& out, std::string_view name, std::string_view suffix, const MetricLabels& own,
                 const MetricLabels& more, double value) {
  out += name;
  out += suffix;
  append_labels(out, own, more);
  fmt::format_to(std::back_inserter(out), " {}\n", value);
}

void append_histogram(std::string& out, const MetricPoint& point, const MetricLabels& more) {
  const auto bounds = MetricHistogram::bounds();
  MetricLabels labels = point.labels;
  labels.emplace_back("le", "");
  for (std::size_t i = 0; i <= bounds.size(); ++i) {
    labels.back().second = i == bounds.size() ? "+Inf" : bucket_label(bounds[i]);
    append_line(out, point.metric->name, "_bucket", labels, more, static_cast<double>(point.histogram.up_to[i]));
  }
  append_line(out, point.metric->name, "_sum", point.labels, more, point.histogram.sum);
  append_line(out, point.metric->name, "_count", point.labels, more, static_cast<double>(point.histogram.count()));
}

std::string_view type_word(MetricType type) {
  switch (type) {
    case MetricType::counter:
      return "counter";
    case MetricType::gauge:
      return "gauge";
    case MetricType::histogram:
      break;
  }
  return "histogram";
}

}  // namespace

Exposition wanted_exposition(std::string_view accept) {
  return accept.find("application/openmetrics-text") == std::string_view::npos ? Exposition::classic
                                                                               : Exposition::open_metrics;
}

std::string_view content_type(Exposition kind) {
  return kind == Exposition::open_metrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                          : "text/plain; version=0.0.4; charset=utf-8";
}

std::string exposition(const MetricSnapshot& snapshot, const MetricSource& source, Exposition kind) {
  std::string out;
  const MetricSpec* before = nullptr;
  for (const MetricPoint& point : snapshot.points) {
    const MetricSpec& metric = *point.metric;
    const std::string_view total = metric.type == MetricType::counter ? "_total" : "";
    if (&metric != before) {
      // The family of a counter is named without its suffix in OpenMetrics, and with it in the older format.
      const std::string family =
          std::string(metric.name) + std::string(kind == Exposition::classic ? total : std::string_view());
      fmt::format_to(std::back_inserter(out), "# TYPE {} {}\n", family, type_word(metric.type));
      if (kind == Exposition::open_metrics && family.ends_with("_seconds"))
        fmt::format_to(std::back_inserter(out), "# UNIT {} seconds\n", family);
      fmt::format_to(std::back_inserter(out), "# HELP {} {}\n", family, page_escaped(metric.help, false));
      before = &metric;
    }
    if (metric.type == MetricType::histogram)
      append_histogram(out, point, source.labels);
    else
      append_line(out, metric.name, total, point.labels, source.labels, point.value);
  }
  if (kind == Exposition::open_metrics) out += "# EOF\n";
  return out;
}

}  // namespace loadtest
