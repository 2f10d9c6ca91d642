#include "observe/health_observer.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "core/text.h"
#include "http/client.h"
#include "observe/lookout.h"
#include "observe/rate_recorder.h"

namespace loadtest {
namespace {

constexpr HttpClient::Limits question_limits{.connect = std::chrono::seconds(2), .answer = std::chrono::seconds(3)};
constexpr Nanos last_answer = std::chrono::seconds(1);
// In quick succession the second would be answered 40 ms late by a server that leaves Nagle's algorithm on: an artifact
// that questions a second apart do not have.
constexpr Nanos alone_pause = std::chrono::milliseconds(250);
constexpr int alone_questions = 3;
// A slow endpoint is asked less often before the load rather than holding it up.
constexpr Nanos alone_time = std::chrono::seconds(2), alone_patience = std::chrono::seconds(8);
constexpr std::size_t answers_max = 20;

class HealthObserver final : public Observer {
 public:
  explicit HealthObserver(HttpUrl url) : url_(std::move(url)) {
    request_ = {.method = "GET", .target = url_.target.empty() ? "/" : url_.target};
  }

  void begin() override {
    seen_ = {};
    ending_ = false;
    client_.emplace(url_, question_limits);
    lookout_.begin(
        [this](bool last) {
          if (seen_.asked == 0) return ask_alone();
          if (!last) ask();
        },
        {.patience = alone_patience});
  }

  Observed end(TimePoint t0) override {
    ending_ = true;
    client_->end_by(Clock::now() + last_answer);
    lookout_.end();
    client_.reset();
    Observed observed;
    observed.source = "health";
    observed.facts.emplace_back("endpoint", url_.shown() + url_.target.substr(0, url_.target.find('?')));
    keep(seen_.latency.series(t0), observed);
    keep(seen_.failures.series(t0), observed);
    observed.figures.push_back({"asked", "", static_cast<double>(seen_.asked)});
    observed.figures.push_back({"failed", "", static_cast<double>(seen_.failed)});
    if (seen_.alone) observed.figures.push_back({"latency.alone", "ms", *seen_.alone});
    observed.figures.push_back(lookout_.cost());
    ObservedTable answers{.name = "answers", .columns = {{"status", ""}, {"count", ""}}, .rows = {}};
    for (const auto& [status, count] : seen_.answers) answers.rows.push_back({status, static_cast<double>(count)});
    observed.tables.push_back(std::move(answers));
    if (!seen_.why.empty()) observed.notes.push_back(fmt::format("it did not answer: {}", seen_.why));
    if (!lookout_.failure().empty()) observed.notes.push_back(lookout_.failure());
    return observed;
  }

 private:
  void ask_alone() {
    const TimePoint began = Clock::now();
    std::vector<double> latencies;
    for (int i = 0; i < alone_questions && Clock::now() - began < alone_time; ++i) {
      if (i > 0) std::this_thread::sleep_for(alone_pause);
      if (const auto latency = ask()) latencies.push_back(*latency);
    }
    if (latencies.empty()) return;
    const auto middle = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() / 2);
    std::nth_element(latencies.begin(), middle, latencies.end());
    seen_.alone = *middle;
  }

  // Its latency, where it was answered well.
  std::optional<double> ask() {
    const TimePoint asked = Clock::now();
    const auto answer = client_->send(request_);
    const double latency = to_millis(Clock::now() - asked);
    if (!answer && ending_) return std::nullopt;  // it was given up before its time
    ++seen_.asked;
    // As load balancers and Kubernetes see it: a redirect is an answer.
    const bool well = answer && answer->status >= 200 && answer->status < 400;
    seen_.failures.add(asked, well ? 0 : 1);
    if (well) seen_.latency.add(asked, latency);
    if (!well) ++seen_.failed;
    if (!answer) seen_.why = escape_foreign(answer.error().message);
    const std::string status = answer ? std::to_string(answer->status) : "no answer";
    const bool room = seen_.answers.size() < answers_max || seen_.answers.contains(status);
    ++seen_.answers[room ? status : "other"];
    return well ? std::optional(latency) : std::nullopt;
  }

  /// Of one run.
  struct Seen {
    SeriesRecorder latency{"latency", "ms"}, failures{"failed", "share"};
    std::uint64_t asked = 0, failed = 0;
    std::optional<double> alone;
    std::map<std::string, std::uint64_t> answers;
    std::string why;
  };

  const HttpUrl url_;
  HttpRequest request_;
  Seen seen_;
  std::atomic<bool> ending_ = false;
  std::optional<HttpClient> client_;
  Lookout lookout_;  // last, so that it ends first
};

}  // namespace

std::unique_ptr<Observer> make_health_observer(HttpUrl url) { return std::make_unique<HealthObserver>(std::move(url)); }

}  // namespace loadtest
