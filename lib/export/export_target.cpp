#include "export/export_target.h"

#include <algorithm>
#include <optional>

#include "core/text.h"
#include "export/datagram_socket.h"
#include "export/dogstatsd.h"
#include "export/http_push.h"
#include "export/payloads.h"

namespace loadtest {
namespace {

/// How a kind of receiver wants updates over HTTP.
struct PushFormat {
  std::string (*payload)(const std::vector<SnapshotPtr>&, const MetricSource&);
  std::string method = "POST";
  std::vector<std::pair<std::string, std::string>> headers;
  bool grouped = false;  // under a path that names the run, of which the last update alone is of interest
};

PushFormat push_format(ExportKind::Id id) {
  switch (id) {
    case ExportKind::Id::remote_write:
      return {remote_write_payload,
              "POST",
              {{"Content-Type", "application/x-protobuf"},
               {"Content-Encoding", "snappy"},
               {"X-Prometheus-Remote-Write-Version", "0.1.0"}}};
    case ExportKind::Id::otlp:
      return {otlp_payload, "POST", {{"Content-Type", "application/json"}}};
    case ExportKind::Id::pushgateway:
      return {pushgateway_payload, "PUT", {{"Content-Type", "text/plain; version=0.0.4"}}, true};
    default:
      return {influx_payload, "POST", {{"Content-Type", "text/plain; charset=utf-8"}}};
  }
}

// A gateway keeps what it got until it is replaced: by the next run of this name.
std::string group_path(std::string target, const MetricSource& source) {
  while (target.ends_with('/')) target.pop_back();
  std::string name = source.name();
  std::replace(name.begin(), name.end(), '/', '_');
  return target + "/metrics/job/loadtest/name/" + percent_encode(name);
}

class HttpTarget final : public ExportTarget {
 public:
  explicit HttpTarget(const ExportSpec& spec)
      : format_(push_format(spec.kind->id)), target_(spec.url.target), client_(spec.url, {}) {
    for (const auto& [name, value] : spec.headers) format_.headers.emplace_back(name, value.reveal());
  }
  Sending send(const std::vector<SnapshotPtr>& snapshots, const MetricSource& source) override {
    if (format_.grouped && !snapshots.back()->last) return {};
    return push_over_http(client_, {.method = format_.method,
                                    .target = format_.grouped ? group_path(target_, source) : target_,
                                    .headers = format_.headers,
                                    .body = format_.payload(snapshots, source)});
  }
  void end_by(TimePoint end) override { client_.end_by(end); }

 private:
  PushFormat format_;
  std::string target_;
  HttpClient client_;
};

class DogStatsDTarget final : public ExportTarget {
 public:
  explicit DogStatsDTarget(const ExportSpec& spec) : socket_(spec.address, spec.unix_path) {}
  // The latest update has all that the earlier ones counted, and of gauges only the latest is of interest.
  Sending send(const std::vector<SnapshotPtr>& snapshots, const MetricSource& source) override {
    if (!format_) format_.emplace(source);
    bool first = true;
    for (const std::string& datagram : format_->datagrams(*snapshots.back())) {
      const Sending sent = socket_.send(datagram);
      if (!sent && !first) format_->sent();  // better too little than the same twice
      if (!sent) return sent;
      first = false;
    }
    format_->sent();
    return {};
  }
  void end_by(TimePoint end) override { socket_.end_by(end); }

 private:
  DatagramSocket socket_;
  std::optional<DogStatsD> format_;
};

}  // namespace

std::unique_ptr<ExportTarget> make_export_target(const ExportSpec& spec) {
  if (spec.kind->id == ExportKind::Id::prometheus) return nullptr;
  if (spec.kind->id == ExportKind::Id::dogstatsd) return std::make_unique<DogStatsDTarget>(spec);
  return std::make_unique<HttpTarget>(spec);
}

}  // namespace loadtest
