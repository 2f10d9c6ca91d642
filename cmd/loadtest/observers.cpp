#include "loadtest/observers.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "loadtest/observed_databases.h"
#include "observe/database_observer.h"
#include "observe/health_observer.h"
#include "observe/host_observer.h"
#include "observe/metrics_observer.h"
#include "observe/pgbouncer_observer.h"
#include "observe/process_observer.h"

namespace loadtest {

namespace {

// Two tracks may each have the plans of a database.
std::string free_name(const std::string& wanted, const Observations& taken) {
  std::string name = wanted;
  for (int number = 2; find_observed(taken, name) != nullptr; ++number) name = wanted + " " + std::to_string(number);
  return name;
}

}  // namespace

Observers::Observers(const ObserveOptions& options, Plan& plan) : plan_(plan) {
  for (ObservedDatabase& database : observed_databases(options, plan))
    all_.push_back(std::make_unique<DatabaseObserver>(std::move(database)));
  if (options.pgbouncer) all_.push_back(std::make_unique<PgBouncerObserver>(*options.pgbouncer));
  if (options.at_all) all_.push_back(make_host_observer());
  unsigned targets = 0;
  const auto next_target = [&] { return ++targets == 1 ? std::string("target") : fmt::format("target {}", targets); };
  if (options.pid) all_.push_back(make_process_observer(*options.pid, next_target()));
  for (const HttpUrl& url : options.metrics) all_.push_back(make_metrics_observer(url, next_target()));
  if (options.health) all_.push_back(make_health_observer(*options.health));
}

void Observers::begin() {
  for (const auto& observer : all_) observer->begin();
}

Observations Observers::end(TimePoint t0, bool stopped, const Redactor& redactor) {
  Observations seen;
  for (const auto& observer : all_) {
    seen.push_back(observer->end(t0));
    const Observed& one = seen.back();
    if (one.series.empty() && !one.notes.empty())
      spdlog::warn(redactor.redact(fmt::format("{}: nothing was observed: {}", one.source, one.notes.front())));
  }
  for (const Track& track : plan_.tracks) {
    for (Observed& noted : track.workload->observed(t0, !stopped)) {
      if (noted.source == track.workload_name) noted.source = track.name;
      noted.source = free_name(noted.source, seen);
      seen.push_back(std::move(noted));
    }
  }
  return seen;
}

}  // namespace loadtest
