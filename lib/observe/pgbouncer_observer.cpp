#include "observe/pgbouncer_observer.h"

#include "observe/catalog_columns.h"
#include "observe/cells.h"

namespace loadtest {

namespace {

constexpr Nanos console_login_max = std::chrono::seconds(3), console_answer_max = std::chrono::seconds(3);
constexpr Nanos console_every = std::chrono::seconds(1);

}  // namespace

void PgBouncerObserver::begin() {
  observed_ = Observed{};
  observed_.source = "pgbouncer";
  pools_ = PgBouncerPools();
  // What does not resolve is told by the login.
  static_cast<void>(conninfo_.resolve());
  conninfo_.set("application_name", observer_application);
  auto console = pg::Console::connect(conninfo_, console_login_max);
  if (!console) {
    observed_.notes.push_back("PgBouncer was not looked at: " + console.error().line());
    return;
  }
  console_ = std::move(*console);
  const auto version = console_->ask("SHOW VERSION", console_answer_max);
  if (version && !version->rows.empty()) observed_.facts.emplace_back("pooler", shown_text(field(version->rows[0], 0)));
  const auto databases = console_->ask("SHOW DATABASES", console_answer_max);
  const auto config = console_->ask("SHOW CONFIG", console_answer_max);
  if (!databases || !config) {
    failed(databases ? config.error() : databases.error());
    console_.reset();
    return;
  }
  pools_.take_sizes(*databases, *config);
  if (look()) thread_.start(console_every, [this] { return look(); });
}

bool PgBouncerObserver::look() {
  const auto pools = console_->ask("SHOW POOLS", console_answer_max);
  if (!pools) return failed(pools.error());
  const auto stats = console_->ask("SHOW STATS", console_answer_max);
  if (!stats) return failed(stats.error());
  pools_.take(*pools, *stats, Clock::now());
  return true;
}

bool PgBouncerObserver::failed(const pg::SqlError& error) {
  observed_.notes.push_back("PgBouncer's console gave no answer: " + shown_text(error.message));
  return false;
}

Observed PgBouncerObserver::end(TimePoint t0) {
  thread_.stop();
  if (console_) {
    if (!console_->lost()) look();
    pools_.write(observed_, t0);
  }
  console_.reset();
  return std::move(observed_);
}

}  // namespace loadtest
