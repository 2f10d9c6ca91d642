#include "export/exposition.h"

#include "export/label_name.h"

namespace loadtest {
namespace {

std::string_view type_word(MetricType type) {
  switch (type) {
    case MetricType::counter:
      return "counter";
    case MetricType::gauge:
      return "gauge";
    case MetricType::summary:
      return "summary";
    case MetricType::histogram:
      break;
  }
  return "histogram";
}

void put_histogram(MetricsPage& page, const MetricPoint& point) {
  const auto bounds = MetricHistogram::bounds();
  MetricLabels labels = point.labels;
  labels.emplace_back("le", "");
  for (std::size_t i = 0; i <= bounds.size(); ++i) {
    labels.back().second = i == bounds.size() ? "+Inf" : bucket_label(bounds[i]);
    page.sample("_bucket", labels, static_cast<double>(point.histogram.up_to[i]));
  }
  page.sample("_sum", point.labels, point.histogram.sum);
  page.sample("_count", point.labels, static_cast<double>(point.histogram.count()));
}

}  // namespace

MetricsForm wanted_form(std::string_view accept) {
  return accept.find("application/openmetrics-text") == std::string_view::npos ? MetricsForm::classic
                                                                               : MetricsForm::open_metrics;
}

std::string_view content_type(MetricsForm form) {
  return form == MetricsForm::open_metrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                           : "text/plain; version=0.0.4; charset=utf-8";
}

std::string exposition(const MetricSnapshot& snapshot, const MetricSource& source, MetricsForm form) {
  MetricsPage page(form, source.labels);
  const MetricSpec* before = nullptr;
  for (const MetricPoint& point : snapshot.points) {
    const MetricSpec& metric = *point.metric;
    if (&metric != before) {
      const std::string name = std::string(metric.name) + (metric.type == MetricType::counter ? "_total" : "");
      page.family(name, type_word(metric.type), metric.help);
      before = &metric;
    }
    if (metric.type == MetricType::histogram)
      put_histogram(page, point);
    else
      page.sample(point.labels, point.value);
  }
  return page.take();
}

}  // namespace loadtest
