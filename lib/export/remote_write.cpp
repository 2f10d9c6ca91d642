#include <map>

#include "export/label_name.h"
#include "export/payloads.h"
#include "export/protobuf.h"

namespace loadtest {
namespace {

/// Series of one update: labels by rising name, as receivers demand.
class SeriesWriter {
 public:
  SeriesWriter(const MetricSnapshot& snapshot, const MetricSource& source, ProtobufMessage& request)
      : request_(request),
        millis_(std::chrono::floor<std::chrono::milliseconds>(snapshot.at.time_since_epoch()).count()) {
    common_ = {{"job", "loadtest"}, {"instance", source.host}, {"run", source.run}};
    common_.insert(source.labels.begin(), source.labels.end());
  }

  void add(const MetricPoint& point) {
    std::string name(point.metric->name);
    if (point.metric->type == MetricType::counter) name += "_total";
    if (point.metric->type != MetricType::histogram) return write(name, point.labels, point.value);
    const auto bounds = MetricHistogram::bounds();
    MetricLabels labels = point.labels;
    labels.emplace_back("le", "");
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
      labels.back().second = i == bounds.size() ? "+Inf" : bucket_label(bounds[i]);
      write(name + "_bucket", labels, static_cast<double>(point.histogram.up_to[i]));
    }
    write(name + "_sum", point.labels, point.histogram.sum);
    write(name + "_count", point.labels, static_cast<double>(point.histogram.count()));
  }

 private:
  void write(const std::string& name, const MetricLabels& own, double value) {
    auto labels = common_;
    labels.emplace("__name__", name);
    labels.insert(own.begin(), own.end());
    ProtobufMessage series;
    for (const auto& [label, text] : labels) {
      if (text.empty()) continue;  // the same as none
      series.bytes(1, ProtobufMessage().bytes(1, label).bytes(2, text).text());
    }
    series.bytes(2, ProtobufMessage().real(1, value).integer(2, millis_).text());
    request_.bytes(1, series.text());
  }

  ProtobufMessage& request_;
  const std::int64_t millis_;
  std::map<std::string, std::string> common_;
};

}  // namespace

std::string remote_write_request(const std::vector<SnapshotPtr>& snapshots, const MetricSource& source) {
  ProtobufMessage request;
  for (const SnapshotPtr& snapshot : snapshots) {
    SeriesWriter writer(*snapshot, source, request);
    for (const MetricPoint& point : snapshot->points) writer.add(point);
  }
  return request.text();
}

}  // namespace loadtest
