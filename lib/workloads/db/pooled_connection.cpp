#include "workloads/db/pooled_connection.h"

#include <algorithm>
#include <utility>

#include "pg/sqlstate.h"
#include "workloads/db/frame.h"
#include "workloads/db/pool.h"

namespace loadtest {

namespace {

using Transaction = pg::Connection::Transaction;

constexpr Nanos first_pause = std::chrono::milliseconds(100), longest_pause = std::chrono::seconds(2);

Nanos pause_after(std::uint32_t setbacks) {
  return setbacks == 0 ? Nanos(0) : std::min(longest_pause, first_pause * (1 << std::min(setbacks - 1, 5u)));
}

}  // namespace

PooledConnection::PooledConnection(Pool& pool, std::uint32_t index)
    : pool_(pool), index_(index), pause_(pool.shard().io), patience_(pool.shard().io) {}

void PooledConnection::dial() {
  const Nanos pause = pause_after(setbacks_);
  const TimePoint intended = Clock::now() + pause;
  const auto order = [this, intended] { pool_.desk().order({index_, intended, pool_.preparation(index_)}); };
  if (pause == Nanos(0)) return order();
  pause_.expires_at(intended);
  pause_.async_wait([this, order](boost::system::error_code error) {
    if (!error && !pool_.dead()) order();
  });
}

void PooledConnection::on_login(pg::Login login) {
  if (login.preparation_refused) {
    pool_.totals().prepared_refused = login.failure;  // from now on nothing is prepared
    return dial();
  }
  const bool first = !std::exchange(tried_, true);
  Sample connect{login.intended, login.sent, login.done, DbOperations::connect, Outcome::ok, 0, 0, 0};
  if (!login.handle) {
    connect.outcome = Outcome::failed;
    connect.error = pool_.shard().errors.intern(login.failure);
  }
  pool_.shard().events.on_event(connect, connect.intended);
  if (!login.handle) {
    ++setbacks_;
    pool_.login_failed(first, connect.error);
    if (!pool_.dead()) dial();
    return;
  }
  if (std::exchange(was_connected_, true)) ++pool_.totals().came_back;
  pg::Connection::Observer& self = *this;
  connection_.emplace(pool_.poller(), std::move(login.handle), self);
  pool_.connected(*this, first, connection_->ready());
}

void PooledConnection::start(QueryOwner& owner, OperationId operation, std::uint64_t number, TimePoint intended,
                             TimePoint now) {
  owner_ = &owner;
  query_.prepare(pool_.run(), operation, number, pool_.user_of(index_));
  intended_ = intended;
  sent_ = now;
  bytes_sent_ = bytes_received_ = 0;
  outcome_ = trips_.frame = Outcome::ok;
  tries_ = 1;
  error_ = 0;
  again_ = false;
  begin(now);
}

bool PooledConnection::framed() const { return pool_.run().framed() || query_.statement().transaction; }

void PooledConnection::begin(TimePoint now) {
  trips_.restart(now);
  step_sent_ = now;
  query_.rewind();
  if (pool_.run().pipelined()) return go(Step::together);
  go(framed() ? Step::begin : Step::statement);
}

void PooledConnection::go(Step step) {
  step_ = step;
  pg::Connection& connection = *connection_;
  Frame frame(pool_.run(), query_, pool_.prepares());
  switch (step) {
    case Step::together:
      bytes_sent_ += connection.run_pipelined(frame.all(), Frame::at_statement);
      break;
    case Step::begin:
      bytes_sent_ += run_of_frame(frame.begin());
      break;
    case Step::identity:
      bytes_sent_ += connection.run(frame.identity());
      break;
    case Step::statement:
      bytes_sent_ += connection.run(frame.statement());
      break;
    case Step::commit:
      bytes_sent_ += run_of_frame(frame.commit());
      break;
    case Step::rollback:
      bytes_sent_ += run_of_frame(frame.roll_back());
      break;
    case Step::none:
      break;
  }
}

// PostgREST's driver knows the extended protocol alone; else the simple one does, with less work for both ends.
std::uint32_t PooledConnection::run_of_frame(const pg::Call& call) {
  return pool_.run().settings.as_postgrest ? connection_->run(call) : connection_->run(call.sql);
}

void PooledConnection::on_answer(const pg::Answer& answer) {
  if (abandoned_) {
    answer_over_ = true;
    return settle();
  }
  const TimePoint now = Clock::now();
  if (step_ == Step::together) {
    // In the order of Frame::all().
    constexpr std::array steps{Step::begin, Step::identity, Step::statement, Step::commit};
    step_ = steps[answer.ok ? std::size_t{Frame::at_statement} : answer.done];
  }
  if (!answer.ok) return refused(answer, now);
  switch (step_) {
    case Step::begin:
      trips_.begun = now;
      if (pool_.run().settings.rls == Rls::transaction) return go(Step::identity);
      [[fallthrough]];
    case Step::identity:
      trips_.statement_sent = step_sent_ = now;
      return go(Step::statement);
    case Step::statement:
      return statement_answered(answer, now);
    case Step::commit:
      return finish(now);
    case Step::rollback:
      if (std::exchange(again_, false)) return begin(now);
      return finish(now);
    case Step::together:
    case Step::none:
      break;
  }
}

void PooledConnection::statement_answered(const pg::Answer& answer, TimePoint now) {
  trips_.statement_done = now;
  note_step(now);
  if (!trips_.statement) trips_.statement = Outcome::ok;
  bytes_received_ += answer.bytes;
  if (pool_.run().checks_owners) look_at_owners(answer, now);
  // Row level security that hides everything is no success: whoever may look saw rows there.
  if (answer.rows < query_.rows_min() || answer.rows > query_.step().rows_max)
    fail(pool_.shard().errors.intern(answer.rows == 0 ? "empty" : "unexpected rows"));
  if (query_.next()) {
    step_sent_ = now;
    return go(Step::statement);
  }
  if (framed() && !pool_.run().pipelined()) return go(Step::commit);
  finish(now);
}

void PooledConnection::look_at_owners(const pg::Answer& answer, TimePoint now) {
  const std::string& column = query_.step().owner;
  if (column.empty()) return;
  PoolTotals& totals = pool_.totals();
  if (answer.owner_unknown) return fail(pool_.shard().errors.intern("no column " + column));
  totals.rows_checked += answer.rows;
  if (answer.foreign == 0) return;
  const ErrorId kind = pool_.shard().errors.intern("foreign row");
  fail(kind);
  totals.foreign_rows += answer.foreign;
  totals.note_leak(query_.step().name, query_.owner(), connection_->foreign_owner());
  pool_.shard().events.on_event({trips_.statement_sent, trips_.statement_sent, now, pool_.run().operations.foreign_row,
                                 Outcome::failed, kind, 0, answer.bytes},
                                intended_);
}

void PooledConnection::refused(const pg::Answer& answer, TimePoint now) {
  const std::string kind = pg::kind_of(answer.sqlstate.data());
  note_refusal(kind, now);
  if (step_ == Step::rollback) return on_broken(kind);  // nobody knows what state it is in
  if (refuses_prepared(answer.sqlstate.data())) {
    pool_.totals().prepared_refused = kind;
    again_ = true;
  } else if (tries_again(answer.sqlstate.data())) {
    again_ = true;
  } else {
    if (step_ == Step::statement) trips_.statement_done = now;
    fail(pool_.shard().errors.intern(kind));
  }
  if (connection_->transaction() != Transaction::none) return go(Step::rollback);
  if (std::exchange(again_, false)) return begin(now);
  finish(now);
}

// A pooler that gives every transaction another server connection knows nothing of a statement prepared on the last.
bool PooledConnection::refuses_prepared(std::string_view sqlstate) const {
  const bool executes = step_ != Step::rollback && step_ != Step::none;
  return executes && pool_.prepares() && pg::refuses_prepared(sqlstate);
}

// As pgbench: what met another transaction is begun again with the same values. What failed otherwise before stays so.
bool PooledConnection::tries_again(std::string_view sqlstate) {
  constexpr std::string_view serialization_failure = "40001", deadlock_detected = "40P01";
  if (sqlstate != serialization_failure && sqlstate != deadlock_detected) return false;
  const std::uint32_t tries_max = pool_.run().settings.max_tries;
  if (tries_max > 1 && tries_ >= tries_max) ++pool_.totals().given_up;
  if (outcome_ != Outcome::ok || tries_ >= tries_max) return false;
  ++tries_;
  ++pool_.totals().retries;
  bytes_received_ = 0;
  return true;
}

void PooledConnection::fail(ErrorId kind) {
  if (step_ == Step::statement) {
    trips_.statement = Outcome::failed;
  } else {
    trips_.frame = Outcome::failed;
  }
  if (outcome_ != Outcome::ok) return;  // the first reason is the one
  outcome_ = Outcome::failed;
  error_ = kind;
}

void PooledConnection::finish(TimePoint now) {
  const Sample whole{intended_, sent_, now, query_.operation(), outcome_, error_, bytes_sent_, bytes_received_};
  trips_.record(pool_.run().operations, whole, step_ == Step::commit && trips_.frame == Outcome::ok,
                pool_.shard().events);
  if (outcome_ == Outcome::ok)
    pool_.totals().succeeded(whole.response_time(), pool_.run().settings.latency_limit, query_.inserts());
  QueryOwner* owner = std::exchange(owner_, nullptr);
  setbacks_ = 0;
  step_ = Step::none;
  pool_.give_back(*this, now);  // it may begin another query at once
  if (owner) owner->on_query_done(whole);
}

}  // namespace loadtest
