#include <array>
#include <functional>

#include "report/file_formats.h"
#include "report/metrics_page.h"
#include "report/operation_table.h"
#include "report/phase_words.h"
#include "report/result_words.h"
#include "report/shown.h"
#include "report/unix_seconds.h"

namespace loadtest {
namespace {

constexpr std::array<std::pair<double, std::string_view>, 5> quantiles{
    {{0.5, "0.5"}, {0.9, "0.9"}, {0.95, "0.95"}, {0.99, "0.99"}, {0.999, "0.999"}}};

double as_number(std::uint64_t count) { return static_cast<double>(count); }

/// The names are those of a run's live metrics, so that one dashboard serves both.
class FinalMetrics {
 public:
  explicit FinalMetrics(const Report& report)
      : report_(report), part_(shown_part(report.result)), page_(MetricsForm::file, {{"name", clean(report.name)}}) {}

  std::string write() {
    write_run();
    write_verdict();
    write_operations();
    write_times();
    write_users();
    write_generator();
    return page_.take();
  }

 private:
  using EachOperation =
      std::function<void(const std::string& track, const std::string& operation, const OperationStats&)>;

  std::string clean(const std::string& text) const { return shown_foreign(text, report_.redactor); }

  void for_each_operation(const EachOperation& act) const {
    for (const TrackResult& track : part_.tracks) {
      for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
        if (!is_shown(track.operations[i], track.total[i].tally)) continue;
        act(clean(track.name), shown_foreign(track.operations[i].name, report_.redactor), track.total[i]);
      }
    }
  }

  void write_run() {
    const RunResult& run = report_.result;
    const PhaseSpan* phase = shown_phase(run);
    page_.family("loadtest_run_info", "gauge", "1; the run, in its labels; the figures are those of its judged phase");
    page_.sample({{"run", clean(report_.id)},
                  {"version", report_.tool_version},
                  {"host", clean(report_.host_name)},
                  {"phase", phase == nullptr ? std::string() : clean(phase->name)}},
                 1);
    page_.family("loadtest_start_time_seconds", "gauge", "when the load began, in Unix time");
    page_.sample({}, to_unix_seconds(run.started_at));
    page_.family("loadtest_measured_seconds", "gauge", "for how long was measured");
    page_.sample({}, to_seconds(part_.measured));
  }

  void write_verdict() {
    const Verdict& verdict = report_.verdict;
    page_.family("loadtest_verdict", "gauge", "1 for how the run ended, 0 for the others");
    for (const std::string_view word : verdict_words)
      page_.sample({{"status", std::string(word)}}, word == status_name(verdict.status) ? 1 : 0);
    page_.family("loadtest_exit_code", "gauge", "what loadtest ended with");
    page_.sample({}, static_cast<int>(verdict.exit_code));
    if (!report_.findings.empty()) page_.family("loadtest_finding", "gauge", "1 for each cause that was found");
    for (const Finding& one : report_.findings)
      page_.sample({{"id", one.id}, {"severity", severity_name(one.severity)}, {"title", clean(one.title)}}, 1);
    if (verdict.criteria.empty()) return;
    page_.family("loadtest_criterion_status", "gauge", "1 for how a criterion stands, 0 for the others");
    for (const CriterionResult& one : verdict.criteria) {
      for (const std::string_view word : criterion_words)
        page_.sample(
            {{"criterion", clean(one.name)}, {"expression", clean(one.expression)}, {"status", std::string(word)}},
            word == status_name(one.status) ? 1 : 0);
    }
  }

  void write_operations() {
    page_.family("loadtest_operations_started_total", "counter", "operations that were started");
    for_each_operation([&](const auto& track, const auto& operation, const OperationStats& stats) {
      page_.sample({{"track", track}, {"operation", operation}}, as_number(stats.tally.started));
    });
    page_.family("loadtest_operations_total", "counter", "operations by what came of them; dropped ones never started");
    for_each_operation([&](const auto& track, const auto& operation, const OperationStats& stats) {
      const Tally& tally = stats.tally;
      const auto add = [&](std::string outcome, std::uint64_t count) {
        page_.sample({{"track", track}, {"operation", operation}, {"outcome", std::move(outcome)}}, as_number(count));
      };
      add("ok", tally.ok);
      add("failed", tally.failed);
      add("cancelled", tally.cancelled);
      add("dropped", tally.dropped);
    });
    page_.family("loadtest_operation_errors_total", "counter", "failed operations by kind");
    for_each_operation([&](const auto& track, const auto& operation, const OperationStats& stats) {
      for (const auto& [kind, count] : shown_kinds(stats.errors, report_.redactor))
        page_.sample({{"track", track}, {"operation", operation}, {"kind", kind}}, as_number(count));
    });
  }

  void write_times(std::string_view name, std::string_view help, Histogram OperationStats::*times) {
    page_.family(name, "summary", help);
    for_each_operation([&](const auto& track, const auto& operation, const OperationStats& stats) {
      const Histogram& histogram = stats.*times;
      for (const auto& [share, word] : quantiles) {
        if (histogram.count() == 0) break;
        page_.sample({{"track", track}, {"operation", operation}, {"quantile", std::string(word)}},
                     to_seconds(histogram.percentile(share)));
      }
      page_.sample("_sum", {{"track", track}, {"operation", operation}}, static_cast<double>(histogram.sum_ns()) / 1e9);
      page_.sample("_count", {{"track", track}, {"operation", operation}}, as_number(histogram.count()));
    });
  }

  void write_times() {
    write_times("loadtest_response_overall_seconds", "time of what worked since it was due", &OperationStats::response);
    write_times("loadtest_service_overall_seconds", "time of what worked since it was sent", &OperationStats::service);
    page_.family("loadtest_response_max_seconds", "gauge", "the longest response time");
    for_each_operation([&](const auto& track, const auto& operation, const OperationStats& stats) {
      if (stats.response.count() > 0)
        page_.sample({{"track", track}, {"operation", operation}}, to_seconds(stats.response.max()));
    });
  }

  void write_users() {
    const auto write = [&](std::string_view name, std::string_view help, std::uint32_t UsersStats::*figure) {
      page_.family(name, "gauge", help);
      for (const TrackResult& track : part_.tracks) page_.sample({{"track", clean(track.name)}}, track.users.*figure);
    };
    write("loadtest_users_asked", "users asked for", &UsersStats::asked);
    write("loadtest_users_peak", "most users connected at one time", &UsersStats::peak);
    write("loadtest_users_sustained", "fewest users connected under load", &UsersStats::sustained);
  }

  void write_generator() {
    const Health& health = report_.result.health;
    const auto write = [&](std::string_view name, std::string_view help, double value) {
      page_.family(name, "gauge", help);
      page_.sample({}, value);
    };
    write("loadtest_generator_trustworthy", "1 where the generator was not the bottleneck",
          report_.verdict.trust.trustworthy ? 1 : 0);
    write("loadtest_generator_lag_p99_seconds", "how late it began what was due, 99th percentile",
          to_seconds(health.lag.percentile(0.99)));
    write("loadtest_generator_cpu_ratio", "of one core, by its busiest thread", health.cpu_share);
    write("loadtest_generator_waited_ratio", "of the run, that a thread waited for a processor", health.waited_share);
    write("loadtest_generator_memory_peak_bytes", "most memory that it had", as_number(health.peak_rss_bytes));
  }

  const Report& report_;
  RunResult part_;
  MetricsPage page_;
};

}  // namespace

std::string metrics_text(const Report& report) { return FinalMetrics(report).write(); }

}  // namespace loadtest
