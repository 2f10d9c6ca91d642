#include "observe/metrics_observer.h"

#include <fmt/format.h>

#include <optional>

#include "core/text.h"
#include "http/client.h"
#include "observe/host_series.h"
#include "observe/lookout.h"
#include "observe/metric_series.h"
#include "observe/node_metrics.h"

namespace loadtest {
namespace {

constexpr HttpClient::Limits scrape_limits{
    .connect = std::chrono::seconds(2), .answer = std::chrono::seconds(5), .body_max = 4 * 1024 * 1024};
constexpr Nanos last_scrape = std::chrono::seconds(1);

std::string path_of(const HttpUrl& url) { return url.target.substr(0, url.target.find('?')); }

class MetricsObserver final : public Observer {
 public:
  MetricsObserver(HttpUrl url, std::string source) : url_(std::move(url)), source_(std::move(source)) {
    request_ = {.method = "GET",
                .target = url_.target.empty() ? "/metrics" : url_.target,
                .headers = {{"Accept", "application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4"}}};
  }

  void begin() override {
    host_ = {};
    series_ = {};
    read_ = failed_ = strange_ = 0;
    why_.clear();
    client_.emplace(url_, scrape_limits);
    lookout_.begin([this](bool) { look(); });
  }

  Observed end(TimePoint t0) override {
    client_->end_by(Clock::now() + last_scrape);
    lookout_.end();
    client_.reset();
    Observed observed;
    observed.source = source_;
    observed.facts.emplace_back("metrics", url_.shown() + (url_.target.empty() ? "/metrics" : path_of(url_)));
    host_.conclude(t0, observed);
    if (observed.series.empty()) series_.conclude(t0, observed);
    observed.figures.push_back({"asked", "", static_cast<double>(read_ + failed_)});
    observed.figures.push_back({"failed", "", static_cast<double>(failed_)});
    observed.figures.push_back(lookout_.cost());
    if (failed_ > 0)
      observed.notes.push_back(
          fmt::format("{} of {} times they could not be read: {}", failed_, read_ + failed_, why_));
    if (strange_ > 0) observed.notes.push_back(fmt::format("{} lines were not understood", strange_));
    if (!lookout_.failure().empty()) observed.notes.push_back(lookout_.failure());
    return observed;
  }

 private:
  void look() {
    const TimePoint asked = Clock::now();
    const auto answer = client_->send(request_);
    // What it counted until now lies somewhere between question and answer.
    const TimePoint at = asked + (Clock::now() - asked) / 2;
    if (!answer || answer->status != 200) {
      ++failed_;
      why_ = answer ? fmt::format("status {}", answer->status) : escape_foreign(answer.error().message);
      return;
    }
    NodeMetrics node;
    std::size_t lines = 0;
    const std::size_t strange = read_metrics(answer->body, [&](const MetricLine& line) {
      ++lines;
      node.add(line);
    });
    if (lines == 0) {
      ++failed_;
      why_ = "the answer has no metrics";
      return;
    }
    ++read_;
    strange_ += strange;
    if (node.found()) return host_.add(node.reading(at));
    read_metrics(answer->body, [&](const MetricLine& line) { series_.add(at, line); });
    series_.end_look(at);
  }

  const HttpUrl url_;
  const std::string source_;
  HttpRequest request_;
  HostSeries host_;
  MetricSeries series_;
  std::uint64_t read_ = 0, failed_ = 0, strange_ = 0;
  std::string why_;  // the last time
  std::optional<HttpClient> client_;
  Lookout lookout_;  // last, so that it ends first
};

}  // namespace

std::unique_ptr<Observer> make_metrics_observer(HttpUrl url, std::string source) {
  return std::make_unique<MetricsObserver>(std::move(url), std::move(source));
}

}  // namespace loadtest
