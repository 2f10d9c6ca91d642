#include "export/metric.h"

namespace loadtest {
namespace metrics {

using enum MetricType;
constexpr std::string_view track = "track", of_operation = "track, operation";

const MetricSpec run_info{"loadtest_run_info", gauge, "run, command, version, host", "1; what runs, in its labels"};
const MetricSpec running{"loadtest_running", gauge, "", "1 while the run lasts, 0 in its last update"};
const MetricSpec elapsed{"loadtest_elapsed_seconds", gauge, "", "since the load began; below 0 while users connect"};
const MetricSpec operations_started{"loadtest_operations_started", counter, of_operation,
                                    "operations that were started"};
const MetricSpec operations{"loadtest_operations", counter, "track, operation, outcome",
                            "operations by outcome: ok, failed, dropped (fell due and never started), and at the end "
                            "cancelled (still open)"};
const MetricSpec operation_errors{"loadtest_operation_errors", counter, "track, operation, kind",
                                  "failed operations by kind of failure"};
const MetricSpec starts_planned{"loadtest_starts_planned", counter, track, "starts that fell due"};
const MetricSpec users{"loadtest_users", gauge, track, "users connected now"};
const MetricSpec users_asked{"loadtest_users_asked", gauge, track, "users asked for now"};
const MetricSpec response{"loadtest_response_seconds", histogram, of_operation,
                          "response times of operations that succeeded, from when they were due"};
const MetricSpec response_recent{"loadtest_response_recent_seconds", summary, "track, operation, quantile",
                                 "the same, of the last second: quantile 0.5, 0.95, 0.99 and 1 (the greatest)"};
const MetricSpec response_overall{"loadtest_response_overall_seconds", summary, "track, operation, quantile",
                                  "the same, of the whole run, as in its result; in the last update"};
const MetricSpec users_peak{"loadtest_users_peak", gauge, track, "most users at one time; in the last update"};
const MetricSpec verdict{"loadtest_verdict", gauge, "status",
                         "1 for the verdict's status of pass, warn, fail and inconclusive; in the last update"};
const MetricSpec criteria{"loadtest_criteria", gauge, "status", "number of criteria by status; in the last update"};
const MetricSpec exit_code{"loadtest_exit_code", gauge, "", "what loadtest ends with; in the last update"};

}  // namespace metrics

std::span<const MetricSpec* const> metric_table() {
  using namespace metrics;
  static constexpr const MetricSpec* table[] = {&run_info,    &running,          &elapsed,         &operations_started,
                                                &operations,  &operation_errors, &starts_planned,  &users,
                                                &users_asked, &response,         &response_recent, &response_overall,
                                                &users_peak,  &verdict,          &criteria,        &exit_code};
  return table;
}

std::span<const double> MetricHistogram::bounds() {
  // Where people set limits they are close together: 100 and 200 ms of a query, 2 and 3 s of a chat.
  static constexpr double seconds[] = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2,
                                       0.3,    0.5,   0.75,  1,     1.5,  2,    3,    5,   10,   30};
  return seconds;
}

}  // namespace loadtest
