#include "workloads/db/pooled_connection.h"

#include <algorithm>
#include <utility>

#include "pg/sqlstate.h"
#include "workloads/db/pool.h"

namespace loadtest {

namespace {

constexpr Nanos first_pause = std::chrono::milliseconds(100), longest_pause = std::chrono::seconds(2);

// As PostgREST begins a request: what only reads may not write.
constexpr const char* begin_reading = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY";
constexpr const char* begin_writing = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

constexpr std::string_view query_canceled = "57014";

Nanos pause_after(std::uint32_t failures) {
  return std::min(longest_pause, first_pause * (1 << std::min(failures - 1, 5u)));
}

}  // namespace

PooledConnection::PooledConnection(Pool& pool, std::uint32_t index)
    : pool_(pool), index_(index), timer_(pool.shard().io) {}

void PooledConnection::dial(Nanos after) {
  const TimePoint intended = Clock::now() + after;
  const auto order = [this, intended] { pool_.desk().order({index_, intended, pool_.preparation(index_)}); };
  if (after <= Nanos(0)) return order();
  timer_.expires_at(intended);
  timer_.async_wait([this, order](boost::system::error_code error) {
    if (!error && !pool_.dead()) order();
  });
}

void PooledConnection::on_login(pg::Login login) {
  const bool first = !std::exchange(tried_, true);
  Sample connect{login.intended, login.sent, login.done, DbOperations::connect, Outcome::ok, 0, 0, 0};
  if (login.handle) {
    pool_.shard().events.on_event(connect);
    failures_ = 0;
    if (std::exchange(was_connected_, true)) ++pool_.totals().came_back;
    pg::Connection::Observer& self = *this;
    connection_.emplace(pool_.poller(), std::move(login.handle), self);
    return pool_.connected(*this, first);
  }
  connect.outcome = Outcome::failed;
  connect.error = pool_.shard().errors.intern(login.failure);
  pool_.shard().events.on_event(connect);
  pool_.login_failed(first, connect.error);
  if (!pool_.dead()) dial(pause_after(++failures_));
}

void PooledConnection::start(QueryOwner& owner, OperationId operation, std::uint64_t number, TimePoint intended,
                             TimePoint now) {
  owner_ = &owner;
  query_.prepare(pool_.run(), operation, number, pool_.user_of(index_));
  intended_ = intended;
  sent_ = now;
  bytes_sent_ = bytes_received_ = 0;
  outcome_ = Outcome::ok;
  error_ = 0;
  failed_at_ = Step::none;
  begin(now);
}

void PooledConnection::begin(TimePoint now) {
  statement_sent_ = statement_done_ = now;
  go(pool_.run().settings.rls == Rls::transaction ? Step::begin : Step::statement);
}

void PooledConnection::go(Step step) {
  step_ = step;
  pg::Connection& connection = *connection_;
  switch (step) {
    case Step::begin:
      bytes_sent_ += connection.run(query_.statement().writes ? begin_writing : begin_reading);
      break;
    case Step::identity: {
      const Identity& identity = pool_.run().inspection.identity;
      const BookedUser& user = query_.user();
      const std::array<const char*, 2> parameters{user.claims.c_str(), user.id.c_str()};
      const std::span<const char* const> given(parameters.data(), identity.wants_subject ? 2 : 1);
      bytes_sent_ += pool_.prepares() ? connection.run_prepared(Pool::frame_name, given)
                                      : connection.run_parsed(identity.frame_sql.c_str(), given);
      break;
    }
    case Step::statement: {
      const Statement& statement = query_.statement();
      bytes_sent_ += pool_.prepares() ? connection.run_prepared(statement.name.data(), query_.parameters())
                                      : connection.run_parsed(statement.sql, query_.parameters());
      break;
    }
    case Step::commit:
      bytes_sent_ += connection.run("COMMIT");
      break;
    case Step::rollback:
      bytes_sent_ += connection.run("ROLLBACK");
      break;
    case Step::none:
      break;
  }
}

void PooledConnection::on_answer(const pg::Answer& answer) {
  const TimePoint now = Clock::now();
  if (abandoned_) {
    if (std::string_view(answer.sqlstate.data()) == query_canceled) cancelled_ = true;
    if (step_ != Step::rollback && connection_->transaction() != pg::Connection::Transaction::none) {
      return go(Step::rollback);
    }
    return drained();
  }
  if (!answer.ok && step_ != Step::rollback) return refused(answer, now);
  switch (step_) {
    case Step::begin:
      return go(Step::identity);
    case Step::identity:
      statement_sent_ = now;
      return go(Step::statement);
    case Step::statement:
      return statement_answered(answer, now);
    case Step::commit:
      return finish(now);
    case Step::rollback:
      if (std::exchange(again_, false)) return begin(now);
      return finish(now);
    case Step::none:
      break;
  }
}

void PooledConnection::statement_answered(const pg::Answer& answer, TimePoint now) {
  statement_done_ = now;
  bytes_received_ = answer.bytes;
  // Row level security that hides everything is no success: whoever may look saw rows there.
  if (answer.rows == 0 && query_.expects_rows()) fail(pool_.shard().errors.intern("empty"));
  if (pool_.run().settings.rls == Rls::transaction) return go(Step::commit);
  finish(now);
}

void PooledConnection::refused(const pg::Answer& answer, TimePoint now) {
  const std::string kind = pg::kind_of(answer.sqlstate.data());
  if (step_ == Step::statement) statement_done_ = now;
  if (refuses_prepared(answer)) {
    pool_.totals().prepared_refused = kind;
    again_ = true;
  } else {
    fail(pool_.shard().errors.intern(kind));
  }
  if (connection_->transaction() != pg::Connection::Transaction::none) return go(Step::rollback);
  if (std::exchange(again_, false)) return begin(now);
  finish(now);
}

// A pooler that gives every transaction another server connection knows nothing of a statement prepared on the last.
bool PooledConnection::refuses_prepared(const pg::Answer& answer) const {
  const std::string_view code = answer.sqlstate.data();
  const bool executes = step_ == Step::identity || step_ == Step::statement;
  return executes && pool_.prepares() && (code == "26000" || code == "42P05" || code == "0A000");
}

void PooledConnection::fail(ErrorId kind) {
  if (outcome_ != Outcome::ok) return;  // the first reason is the one
  outcome_ = Outcome::failed;
  error_ = kind;
  failed_at_ = step_;
}

void PooledConnection::finish(TimePoint now) {
  const Sample whole{intended_, sent_, now, query_.operation(), outcome_, error_, bytes_sent_, bytes_received_};
  record_round_trips(whole);
  if (outcome_ == Outcome::ok && query_.inserts()) ++pool_.totals().inserted;
  QueryOwner* owner = std::exchange(owner_, nullptr);
  step_ = Step::none;
  pool_.give_back(*this, now);  // it may begin another query at once
  owner->on_query_done(whole);
}

void PooledConnection::record_round_trips(const Sample& whole) {
  const DbOperations& operations = pool_.run().operations;
  if (operations.frame == 0) return;
  EventSink& events = pool_.shard().events;
  const bool at_statement = failed_at_ == Step::statement;
  if (failed_at_ == Step::none || at_statement) {
    events.on_event({statement_sent_, statement_sent_, statement_done_, operations.statement, whole.outcome,
                     whole.error, 0, bytes_received_});
  }
  Sample frame{
      sent_, sent_, whole.done - (statement_done_ - statement_sent_), operations.frame, whole.outcome, whole.error,
      0,     0};
  if (at_statement) frame.outcome = Outcome::ok;
  events.on_event(frame);
}

std::uint32_t PooledConnection::abandon() {
  abandoned_ = true;
  cancelled_ = false;
  if (query_.inserts()) ++pool_.totals().unsure;
  pool_.desk().cancel(connection_->make_cancel());
  timer_.expires_after(pool_.run().settings.connect_timeout);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error && abandoned_) on_broken("no end after its cancelling");
  });
  return bytes_sent_;
}

// PostgreSQL sends a cancellation's signal twice, to the process and to its group, and the second may come after the
// answer: it would meet the next query. So there is none.
void PooledConnection::drained() {
  QueryOwner* owner = std::exchange(owner_, nullptr);
  const OperationId operation = query_.operation();
  on_broken("replaced after a time-out");
  if (owner && !cancelled_) owner->on_query_late(operation);
}

void PooledConnection::on_broken(const std::string& kind) {
  const std::string reason = kind;  // it may go with the connection
  const bool was_free = step_ == Step::none;
  connection_.reset();
  timer_.cancel();
  const bool was_abandoned = std::exchange(abandoned_, false);
  QueryOwner* owner = std::exchange(owner_, nullptr);
  if (!was_free && !was_abandoned) {
    fail(pool_.shard().errors.intern(reason));
    if (query_.inserts()) ++pool_.totals().unsure;
  }
  const Sample whole{intended_, sent_, Clock::now(), query_.operation(), outcome_, error_, bytes_sent_, 0};
  if (!was_free && !was_abandoned) {
    if (step_ == Step::statement) statement_done_ = whole.done;
    record_round_trips(whole);
  }
  step_ = Step::none;
  again_ = false;
  pool_.lost(*this, reason, was_free);
  dial(Nanos(0));
  if (owner && !was_abandoned) owner->on_query_done(whole);
}

}  // namespace loadtest
