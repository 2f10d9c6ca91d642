#include "observe/database_observer.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "core/units.h"
#include "observe/cells.h"
#include "observe/database_facts.h"

namespace loadtest {

namespace {

constexpr Nanos sample_every = std::chrono::milliseconds(100), each_second = std::chrono::seconds(1);
constexpr unsigned samples_each_second = 10;
constexpr Nanos leave_max = std::chrono::seconds(2), look_again = std::chrono::milliseconds(50);
// Sessions that have just been closed still count for as long as it takes them to end.
constexpr int looks_for_room = 10;
constexpr int counters_in_memory_from = 150000;  // before, a process of the server's own gathers them, with a delay
constexpr Nanos gathering = std::chrono::milliseconds(700);

}  // namespace

void DatabaseObserver::begin() {
  seen_ = Seen{};
  seen_.observed.source = database_.source;
  watching_ = false;
  ticks_ = 0;
  if (!connect()) return;
  add_database_facts(*link_, seen_.observed);
  if (database_.conninfo.on_this_machine()) seen_.observed.facts.emplace_back("place", "this machine");
  seen_.statements.look_before(*link_);
  seen_.tables.look_before(*link_);
  read_statistics(false);
  seen_.began = Clock::now();
  if (!room_for_the_load()) {
    link_.reset();
    return;
  }
  watching_ = true;
  thread_.start(link_->pooler() ? each_second : sample_every, [this] { return tick(); });
}

bool DatabaseObserver::connect() {
  auto link = DatabaseLink::open(database_.conninfo);
  if (!link) {
    seen_.observed.notes.push_back("the database was not looked at: " + link.error().line());
    link_.reset();
    return false;
  }
  link_ = std::move(*link);
  samples_sql_ = session_samples_sql(link_->columns(), load_sessions());
  statistics_sql_ = statistics_sql(link_->columns());
  idle_sql_ = idle_in_transaction_sql(load_sessions());
  return true;
}

LoadSessions DatabaseObserver::load_sessions() const {
  LoadSessions load{link_->database_oid(), ""};
  // A pooler's connections have its own name.
  if (link_->pooler()) return load;
  for (const std::string& one : database_.applications)
    load.applications += (load.applications.empty() ? "" : ", ") + link_->literal(one);
  return load;
}

bool DatabaseObserver::room_for_the_load() {
  if (link_->pooler() || database_.connections == 0) return true;
  int free = link_->free_connections();
  for (int i = 0; free >= 0 && static_cast<std::uint64_t>(free) < database_.connections && i < looks_for_room; ++i) {
    std::this_thread::sleep_for(look_again);
    free = link_->free_connections();
  }
  if (free < 0 || static_cast<std::uint64_t>(free) >= database_.connections) return true;
  seen_.observed.figures.push_back({"connections.free", "", static_cast<double>(free) + 1});
  seen_.observed.figures.push_back({"connections.wanted", "", static_cast<double>(database_.connections)});
  seen_.observed.notes.push_back(
      fmt::format("the database had {} connections left and the load takes {}: it was not looked at meanwhile, which "
                  "would have taken one more",
                  free + 1, database_.connections));
  return false;
}

bool DatabaseObserver::tick() {
  const bool whole_second = link_->pooler() || ++ticks_ % samples_each_second == 0;
  const auto samples = link_->ask_often("samples", samples_sql_);
  if (samples)
    seen_.waits.take(samples->rows, Clock::now());
  else if (!failed(samples.error()))
    return false;
  if (!whole_second) return true;
  seen_.waits.close_second(Clock::now());
  read_statistics(false);
  return !link_->lost();
}

void DatabaseObserver::read_statistics(bool last) {
  const auto asked = link_->ask_often("statistics", statistics_sql_);
  if (!asked) {
    failed(asked.error());
    return;
  }
  if (asked->rows.empty()) return;
  const auto reading = StatisticsReading::of(asked->rows[0], Clock::now(), link_->queries());
  if (last) return seen_.statistics.take_last(reading);
  seen_.statistics.take(reading);
  if (reading[ServerStatistic::long_transactions].value_or(0) <= 0) return;
  if (const auto idle = link_->ask_often("idle", idle_sql_)) seen_.waits.take_idle(idle->rows, Clock::now());
}

// Whether it is worth asking again.
bool DatabaseObserver::failed(const pg::SqlError& error) {
  if (link_->lost()) {
    seen_.observed.notes.push_back(
        fmt::format("the connection was lost {} s after it began: {}",
                    std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - seen_.began).count(),
                    shown_text(error.message)));
    return false;
  }
  ++seen_.failed;
  seen_.last_failure = shown_text(error.message);
  return true;
}

void DatabaseObserver::wait_for_the_load_to_leave() {
  if (link_->pooler() || database_.applications.empty()) return;
  const LoadSessions load = load_sessions();
  const std::string sql = fmt::format(
      "SELECT {} count(*) FROM pg_catalog.pg_stat_get_activity(NULL) WHERE datid = {} AND application_name IN "
      "({})",
      observer_mark, load.database_oid, load.applications);
  for (const TimePoint until = Clock::now() + leave_max; Clock::now() < until;) {
    const auto asked = link_->ask(sql);
    if (!asked || asked->rows.empty() || to_number(field(asked->rows[0], 0)).value_or(0) == 0) break;
    std::this_thread::sleep_for(look_again);
  }
  if (link_->server_version() < counters_in_memory_from) std::this_thread::sleep_for(gathering);
}

void DatabaseObserver::look_after() {
  wait_for_the_load_to_leave();
  read_statistics(true);
  seen_.statements.look_after(*link_);
  seen_.tables.look_after(*link_);
  add_settings(*link_, seen_.observed);
}

Observed DatabaseObserver::end(TimePoint t0) {
  const Nanos cpu = thread_.stop();
  const double seconds = to_seconds(Clock::now() - seen_.began);
  const double queries = link_ ? static_cast<double>(link_->queries()) : 0;
  if ((!link_ || link_->lost()) && !seen_.statistics.empty()) connect();
  if (link_ && !link_->lost() && !seen_.statistics.empty()) look_after();
  link_.reset();
  Observed& observed = seen_.observed;
  seen_.statistics.write(observed, t0);
  if (watching_) {
    seen_.waits.write(observed, t0);
    observed.figures.push_back({"observer.cpu", "share", to_seconds(cpu) / seconds});
    observed.figures.push_back({"observer.queries", "", queries});
  }
  seen_.statements.write(observed);
  seen_.tables.write(observed);
  if (seen_.failed > 0)
    observed.notes.push_back(fmt::format("{} looks got no answer: {}", seen_.failed, seen_.last_failure));
  return std::move(observed);
}

}  // namespace loadtest
