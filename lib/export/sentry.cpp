#include "export/sentry.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "export/http_push.h"
#include "export/outbox.h"
#include "export/sentry_envelope.h"
#include "report/shown.h"

namespace loadtest {
namespace {

constexpr Nanos hand_over_time = std::chrono::seconds(2);

class Sentry final : public RunCompanion {
 public:
  explicit Sentry(const SentryOptions& options)
      : options_(options),
        client_(options.url, {}),
        outbox_([this](const std::vector<std::string>& envelopes) { return send(envelopes.front()); },
                {.at_once_max = 1}) {
    // Not of the run's id: a run that could not be carried out has told nobody of it.
    check_in_id_ = unique_id();
  }

  void on_start(const Report& described, RunSteering&) override {
    begin(described);
    check_in("in_progress", std::nullopt);
  }
  void on_progress(const Progress&) override {}
  void on_report(const Report& report) override {
    redactor_ = report.redactor;
    const bool bad =
        report.verdict.status == VerdictStatus::fail || report.verdict.status == VerdictStatus::inconclusive;
    check_in(bad ? "error" : "ok", to_seconds(report.result.ended_at - report.result.started_at));
    if (bad) outbox_.put(event_envelope(unique_id(), report, nullptr));
  }
  void on_failure(const Report& described, const std::string& why) override {
    begin(described);
    check_in("error", std::nullopt);
    outbox_.put(event_envelope(unique_id(), described, &why));
  }
  void begin_finish() override {
    const TimePoint end = Clock::now() + hand_over_time;
    client_.end_by(end);
    outbox_.end_by(end);
  }
  std::vector<std::string> finish() override {
    if (!begun_) return {};
    const auto outcome = outbox_.join();
    if (outcome.lost == 0) return {};
    return {fmt::format("sentry: {} of {} messages lost: {}", outcome.lost, outcome.put,
                        outcome.why.empty() ? "the end came first" : shown_foreign(outcome.why, redactor_))};
  }

 private:
  void begin(const Report& described) {
    redactor_ = described.redactor;
    if (!begun_) outbox_.start();
    begun_ = true;
  }
  void check_in(std::string_view status, std::optional<double> duration_s) {
    if (!options_.monitor.empty()) outbox_.put(check_in_envelope(check_in_id_, options_.monitor, status, duration_s));
  }
  static std::string unique_id() {
    static std::uint64_t made = 0;
    return sentry_id(fmt::format("{} {}", std::chrono::system_clock::now().time_since_epoch().count(), ++made));
  }
  Sending send(const std::string& envelope) {
    return push_over_http(
        client_, {.target = options_.url.target,
                  .headers = {{"Content-Type", "application/x-sentry-envelope"},
                              {"X-Sentry-Auth", "Sentry sentry_version=7, sentry_client=loadtest/1, sentry_key=" +
                                                    options_.key.reveal()}},
                  .body = envelope});
  }

  const SentryOptions options_;
  HttpClient client_;
  Outbox<std::string> outbox_;
  Redactor redactor_;
  std::string check_in_id_;
  bool begun_ = false;
};

}  // namespace

Result<SentryOptions> parse_sentry(const std::string& dsn, const std::string& monitor) {
  const auto wrong = [] { return fail(ErrorKind::usage, "$SENTRY_DSN is no DSN", "https://KEY@HOST/PROJECT"); };
  const bool slug = std::all_of(monitor.begin(), monitor.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!slug)
    return fail(ErrorKind::usage, "the monitor's slug has other signs than a-z, 0-9, - and _", "such as nightly-load");
  const std::size_t key = dsn.find("://") == std::string::npos ? std::string::npos : dsn.find("://") + 3;
  const std::size_t at = dsn.find('@');
  if (key == std::string::npos || at == std::string::npos || at <= key) return wrong();
  auto url = parse_http_url(dsn.substr(0, key) + dsn.substr(at + 1));
  if (!url) return wrong();
  const std::size_t slash = url->target.rfind('/');
  const std::string project = slash == std::string::npos ? "" : url->target.substr(slash + 1);
  if (project.empty()) return wrong();
  SentryOptions options{std::move(*url), Secret(dsn.substr(key, dsn.find_first_of(":@", key) - key)), monitor};
  options.url.target = options.url.target.substr(0, slash) + "/api/" + project + "/envelope/";
  return options;
}

std::unique_ptr<RunCompanion> make_sentry(const SentryOptions& options) { return std::make_unique<Sentry>(options); }

}  // namespace loadtest
