#include "workloads/db/db_workload.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "core/units.h"
#include "pg/environment.h"
#include "pg/pipeline_check.h"
#include "workloads/db/clean_ups.h"
#include "workloads/db/noted.h"
#include "workloads/db/plans.h"
#include "workloads/db/read_only.h"
#include "workloads/db/target_hosts.h"

namespace loadtest {
namespace {

// With fewer connections a part, one part's workers would wait while another's lie idle.
constexpr std::uint32_t connections_each_min = 8;
// Where each worker finds a connection of its own, nobody waits however they are split.
constexpr std::uint32_t own_connections_each_min = 4;

// A server on this machine starts its processes where our shards run, each for tens of milliseconds: more than one at a
// time would delay these. Elsewhere it is the round trips of a login that take time.
unsigned logins_at_once(const DbSettings& settings) { return settings.conninfo.on_this_machine() ? 1 : 32; }

std::string describe_pool(const PoolTotals& totals) {
  std::uint64_t size = 0, lost = 0;
  for (const std::uint32_t part : totals.sizes) size += part;
  std::string text = fmt::format("{} connection{}", size, size == 1 ? "" : "s");
  if (totals.sizes.size() > 1)
    text += fmt::format(" on {} threads ({})", totals.sizes.size(), fmt::join(totals.sizes, " + "));
  std::vector<std::string> kinds;
  for (const auto& [kind, count] : totals.lost) {
    lost += count;
    kinds.push_back(fmt::format("{}: {}", kind, count));
  }
  if (lost > 0) text += fmt::format("; {} lost ({}), {} came back", lost, fmt::join(kinds, ", "), totals.came_back);
  return text;
}

}  // namespace

DbWorkload::DbWorkload(DbSettings settings)
    : run_{.settings = std::move(settings), .inspection = {}, .operations = {}, .rows = RunRows("")},
      operations_(DbOperations::specs(run_.settings)) {
  run_.operations = DbOperations::of(run_.settings);
  run_.rows = RunRows(run_.settings.run_id);
}

unsigned DbWorkload::shards_max(ShardSlot segment) const {
  const bool own = run_.settings.workers <= run_.settings.pool_size;
  const std::uint64_t each_min = own ? own_connections_each_min : connections_each_min;
  return static_cast<unsigned>(std::max<std::uint64_t>(1, segment.share(run_.settings.pool_size) / each_min));
}

std::vector<TargetHost> DbWorkload::hosts() const { return target_hosts(run_.settings.conninfo); }

void DbWorkload::hold_back(std::uint32_t sockets) {
  run_.settings.read_only = true;
  run_.settings.pool_size = std::min(run_.settings.pool_size, sockets);
}

Status DbWorkload::set_address(const std::string& url) {
  pg::forget_environment();  // it is meant for the user's own databases
  auto conninfo = pg::Conninfo::read(url, "");
  if (!conninfo) return fail(ErrorKind::internal, "the started database gave no address: " + conninfo.error().message);
  conninfo->set("application_name", run_.settings.conninfo.get("application_name"));
  run_.settings.conninfo = std::move(*conninfo);
  return {};
}

Status DbWorkload::prepare(Remarks& remarks) {
  DbSettings& settings = run_.settings;
  pg::forget_environment();
  if (auto resolved = settings.conninfo.resolve(); !resolved) return resolved;
  auto inspection = inspect(settings, remarks);
  if (!inspection) return tl::unexpected(inspection.error());
  run_.inspection = std::move(*inspection);
  run_.set_up();
  if (settings.pipeline) {
    if (auto taken = pg::check_pipeline(settings.conninfo, settings.connect_timeout); !taken) return taken;
  }
  pg::Conninfo pooled = settings.conninfo;
  if (settings.read_only) {
    pg::Conninfo reading = read_only(pooled);
    run_.read_only_frames = run_.inspection.pooler || !stays_read_only(reading, settings.connect_timeout);
    if (!run_.read_only_frames) pooled = std::move(reading);
    run_.inspection.facts.emplace_back("transactions", "read only");
  }
  dialer_ = std::make_unique<pg::Dialer>(pooled.text(), settings.connect_timeout, logins_at_once(settings));
  for (const QueryMix::Entry& entry : settings.mix.entries) {
    if (entry.statement->writes && !settings.mix.is_built_in() && entry.statement->clean_up.empty())
      remarks.notes.push_back(
          fmt::format("{} writes and has no clean_up: what it leaves stays", entry.statement->name));
  }
  if (settings.mix.cleans_up() && !settings.keep_rows) {
    remarks.notes.push_back(
        fmt::format("run {} writes rows and removes them afterwards; should it be killed: loadtest db --clean-up {}{}",
                    settings.run_id, settings.run_id, settings.user_ids.empty() ? "" : ", with the same --user-ids"));
  }
  return {};
}

std::unique_ptr<SessionFactory> DbWorkload::attach(ShardContext shard) {
  {
    const std::scoped_lock lock(totals_mutex_);
    if (parts_ == 0) forget_run();
    ++parts_;
  }
  // What was seen before the load fails the run as what is seen in it.
  const TimePoint now = Clock::now();
  for (std::size_t i = 0; shard.slot.index == 0 && i < run_.inspection.leaks.size(); ++i) {
    const ErrorId kind = shard.errors.intern("foreign row");
    shard.events.on_event({now, now, now, run_.operations.foreign_row, Outcome::failed, kind, 0, 0}, now);
  }
  return std::make_unique<DbFactory>(run_, shard, *dialer_, deadlocks_,
                                     [this](const PoolTotals& totals) { add_totals(totals); });
}

// An earlier one: a search makes many.
void DbWorkload::forget_run() {
  if (!totals_.sizes.empty()) run_.rows.begin_another();
  totals_.sizes.clear();
  totals_.slow.clear();
  totals_.failures = {};
  deadlocks_.clear();
}

std::optional<ObservableDatabase> DbWorkload::database() const {
  const pg::Conninfo& conninfo = run_.settings.conninfo;
  return ObservableDatabase{Secret(conninfo.text()), conninfo.get("application_name")};
}

void DbWorkload::add_totals(const PoolTotals& totals) {
  const std::scoped_lock lock(totals_mutex_);
  totals_.add(totals);
  --parts_;
}

Observations DbWorkload::observed(TimePoint t0, bool may_ask) noexcept {
  Observations seen;
  try {
    Observed noted = noted_by_pools(totals_.failures, deadlocks_, t0);
    if (!noted.tables.empty()) seen.push_back(std::move(noted));
    const auto ran = [](const SlowQueries& part) { return part.saw_any(); };
    if (may_ask && run_.settings.explain != Explain::off && std::any_of(totals_.slow.begin(), totals_.slow.end(), ran))
      seen.push_back(look_at_plans(run_, totals_.slow, run_.prepares() && totals_.prepared_refused.empty(), t0));
  } catch (const std::exception&) {
    // What is told beside the figures may be missing, the figures may not.
  }
  return seen;
}

void DbWorkload::clean_up(Remarks& remarks) noexcept {
  dialer_.reset();
  if (!totals_.why_never.empty()) {
    const std::uint64_t wanted = std::accumulate(totals_.sizes.begin(), totals_.sizes.end(), std::uint64_t{0});
    remarks.warnings.push_back(fmt::format("{} of {} connections of the pool could never be made ({})",
                                           totals_.never_made, wanted, totals_.why_never));
  }
  for (const std::string& leak : totals_.leaks) remarks.warnings.push_back("foreign row: " + leak);
  // What was held back has written nothing, and nothing of ours may write there.
  if (!run_.settings.mix.cleans_up() || totals_.sizes.empty() || run_.settings.read_only) return;
  if (run_.settings.mix.is_built_in() && totals_.inserted + totals_.unsure == 0) return;
  try {
    clean_rows(remarks);
  } catch (const std::exception& error) {
    remarks.warnings.push_back(std::string("the rows of this run could not be removed: ") + error.what());
  }
}

void DbWorkload::clean_rows(Remarks& remarks) {
  const std::string& id = run_.settings.run_id;
  const std::string again = fmt::format("try loadtest db --clean-up {}", id);
  if (run_.settings.keep_rows) {
    remarks.notes.push_back(
        fmt::format("{} rows of run {} stay (loadtest db --clean-up {} removes them)", totals_.inserted, id, id));
    return;
  }
  if (!run_.settings.mix.is_built_in()) {
    const auto cleaned = run_clean_ups(run_.settings);
    if (!cleaned) {
      remarks.warnings.push_back(
          fmt::format("what this run wrote is still there: {} ({})", cleaned.error().message, again));
    } else if (!cleaned->quiet) {
      remarks.warnings.push_back("statements of this run were still under way when it was cleaned up (" + again + ")");
    }
    return;
  }
  const auto removed = remove_rows(run_.settings);
  if (!removed) {
    remarks.warnings.push_back(
        fmt::format("the rows that this run wrote are still there: {} ({})", removed.error().message, again));
    return;
  }
  removed_ = *removed;
  if (!removed->quiet) {
    remarks.warnings.push_back("statements of this run were still under way when its rows were removed (" + again +
                               ")");
  }
  if (removed->left > 0) {
    remarks.warnings.push_back(fmt::format("{} rows that this run wrote are still there ({})", removed->left, again));
  }
  if (removed->removed < totals_.inserted || removed->removed > totals_.inserted + totals_.unsure) {
    remarks.warnings.push_back(
        fmt::format("{} rows were removed, but {} had been written", removed->removed, totals_.inserted));
  }
}

Facts DbWorkload::facts() const {
  Facts facts = run_.inspection.facts;
  facts.emplace_back("pool", describe_pool(totals_));
  if (!totals_.prepared_refused.empty()) {
    facts.emplace_back("prepared statements", "refused (" + totals_.prepared_refused + "), so parsed each time");
  }
  if (run_.settings.max_tries > 1) {
    facts.emplace_back("retries",
                       fmt::format("{}, {} given up", show_count(totals_.retries), show_count(totals_.given_up)));
  }
  if (run_.settings.latency_limit > Nanos(0)) {
    const double share =
        totals_.finished == 0 ? 0 : static_cast<double>(totals_.over_limit) / static_cast<double>(totals_.finished);
    facts.emplace_back("latency limit", fmt::format("{} of {} over {} ({})", show_count(totals_.over_limit),
                                                    show_count(totals_.finished),
                                                    format_duration(run_.settings.latency_limit), show_share(share)));
  }
  if (run_.checks_owners) {
    facts.emplace_back("leak check", fmt::format("{} rows, {} of other users", show_count(totals_.rows_checked),
                                                 show_count(totals_.foreign_rows)));
  }
  if (run_.settings.mix.is_built_in() && run_.settings.mix.inserts()) {
    std::string rows = fmt::format("{} written", totals_.inserted);
    if (removed_) rows += fmt::format(", {} removed", removed_->removed);
    if (run_.settings.keep_rows) rows += ", kept";
    facts.emplace_back("rows", rows);
  }
  return facts;
}

}  // namespace loadtest
