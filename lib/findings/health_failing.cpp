#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/series_part.h"

namespace loadtest {

namespace {

constexpr double failed_from = 0.05, slower_times = 3, slower_ms = 50;

bool failed_alone(const Observed& health) {
  const ObservedSeries* failed = health.find_series("failed");
  return failed != nullptr && std::any_of(failed->points.begin(), failed->points.end(),
                                          [](const auto& point) { return point.at < Nanos(0) && point.value > 0; });
}

std::string shown_answers(const Observed& health) {
  const ObservedTable* answers = health.find_table("answers");
  std::string shown;
  for (std::size_t i = 0; answers != nullptr && i < answers->rows.size(); ++i)
    shown += fmt::format("{}{:.0f} × {}", i == 0 ? "" : ", ", answers->number(i, "count").value_or(0),
                         answers->text(i, "status"));
  return shown;
}

void look_at_health(const Report& report, std::vector<Finding>& findings) {
  const Observed* health = find_observed(report.observations, "health");
  if (health == nullptr || failed_alone(*health)) return;  // what is ill without the load is not ill of it
  const JudgedSpan span = judged_span(report.result);
  const auto asked = points_within(*health, "failed", span);
  const auto failed = at_least(asked, 1e-9);
  Finding finding{.id = "health-failing", .severity = Severity::critical, .title = {}, .evidence = {}, .advice = {}};
  if (failed.size() >= 2 && mean_of(asked) >= failed_from) {
    finding.title =
        fmt::format("the health endpoint failed under the load: {} of the questions", show_share(mean_of(asked)));
    finding.evidence = {fmt::format("it failed in {}; before the load it did not", show_readings(failed, asked)),
                        "answers: " + shown_answers(*health)};
    finding.advice = {"a load balancer or Kubernetes would take such a server out, and the others would get its load",
                      "see what the endpoint waits for: the same pool or event loop as the load?"};
    for (const std::string& note : health->notes) finding.evidence.push_back(note);
    findings.push_back(std::move(finding));
    return;
  }
  const auto latency = points_within(*health, "latency", span);
  const auto alone = health->figure("latency.alone");
  const double now = median_of(latency);
  if (!alone || latency.size() < 3 || now < slower_times * *alone || now < *alone + slower_ms) return;
  if (!report.verdict.trust.trustworthy) return;  // the generator may be the one that was late
  finding.severity = Severity::warning;
  finding.title = fmt::format("the health endpoint is {:.0f} times as slow under the load: {}",
                              now / std::max(*alone, 0.1), show_millis(now));
  finding.evidence = {fmt::format("{} before the load, {} with it (medians of 3 and {} answers), {} at most",
                                  show_millis(*alone), show_millis(now), latency.size(),
                                  show_millis(greatest_of(latency)))};
  finding.advice = {"what does nothing waits as long as what works: the event loop or the pool of threads is busy",
                    "mind the time-out of whoever asks it in production"};
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule health_failing;
const Rule health_failing{
    .id = "health-failing",
    .summary = "the health endpoint failed or slowed down with the load",
    .meaning =
        "A health endpoint does next to nothing, so what it waits for is what everybody waits for. If it fails under "
        "load, whatever watches it in production takes the server out, and the rest get more.",
    .evidence =
        "--observe-http: it answered well before the load, and then at least two questions and 5 % of those of the "
        "judged time failed (no answer, or a status from 400 on); or its median was three times that before the "
        "load and 50 ms more.",
    .remedy =
        "Find what it shares with the load. Answer it from another thread or port, and keep it free of the database "
        "unless that is what it is to tell.",
    .look = look_at_health};

}  // namespace loadtest
