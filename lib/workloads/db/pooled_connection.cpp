#include "workloads/db/pooled_connection.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "pg/sqlstate.h"
#include "workloads/db/frame.h"
#include "workloads/db/pool.h"

namespace loadtest {

namespace {

using Transaction = pg::Connection::Transaction;

constexpr Nanos first_pause = std::chrono::milliseconds(100), longest_pause = std::chrono::seconds(2);
// How long a cancelled query may take to end; then its connection is replaced.
constexpr Nanos patience_max = std::chrono::seconds(10);

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
  outcome_ = frame_ = Outcome::ok;
  error_ = 0;
  again_ = false;
  begin(now);
}

void PooledConnection::begin(TimePoint now) {
  begin_sent_ = begun_ = statement_sent_ = statement_done_ = now;
  statement_.reset();
  if (pool_.run().pipelined()) return go(Step::together);
  go(pool_.run().framed() ? Step::begin : Step::statement);
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
      begun_ = now;
      if (pool_.run().settings.rls == Rls::transaction) return go(Step::identity);
      [[fallthrough]];
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
    case Step::together:
    case Step::none:
      break;
  }
}

void PooledConnection::statement_answered(const pg::Answer& answer, TimePoint now) {
  statement_done_ = now;
  statement_ = Outcome::ok;
  bytes_received_ = answer.bytes;
  if (pool_.run().checks_owners) look_at_owners(answer, now);
  // Row level security that hides everything is no success: whoever may look saw rows there.
  if (answer.rows == 0 && query_.expects_rows()) fail(pool_.shard().errors.intern("empty"));
  if (pool_.run().framed() && !pool_.run().pipelined()) return go(Step::commit);
  finish(now);
}

void PooledConnection::look_at_owners(const pg::Answer& answer, TimePoint now) {
  const Statement& statement = query_.statement();
  if (statement.owner == nullptr) return;
  PoolTotals& totals = pool_.totals();
  totals.rows_checked += answer.rows;
  if (answer.owner_unknown) return fail(pool_.shard().errors.intern(std::string("no column ") + statement.owner));
  if (answer.foreign == 0) return;
  const ErrorId kind = pool_.shard().errors.intern("foreign row");
  fail(kind);
  totals.foreign_rows += answer.foreign;
  if (totals.leaks.size() < PoolTotals::leaks_max) {
    const std::string owner = query_.owner();
    totals.leaks.push_back(std::string(statement.name) + " gave " +
                           (owner.empty() ? "who has not signed in" : "user " + owner) + " a row of " +
                           escape_foreign(connection_->foreign_owner(), 60));
  }
  pool_.shard().events.on_event({statement_sent_, statement_sent_, now, pool_.run().operations.foreign_row,
                                 Outcome::failed, kind, 0, answer.bytes},
                                intended_);
}

void PooledConnection::refused(const pg::Answer& answer, TimePoint now) {
  const std::string kind = pg::kind_of(answer.sqlstate.data());
  if (step_ == Step::rollback) return on_broken(kind);  // nobody knows what state it is in
  if (refuses_prepared(answer.sqlstate.data())) {
    pool_.totals().prepared_refused = kind;
    again_ = true;
  } else {
    if (step_ == Step::statement) statement_done_ = now;
    fail(pool_.shard().errors.intern(kind));
  }
  if (connection_->transaction() != Transaction::none) return go(Step::rollback);
  if (std::exchange(again_, false)) return begin(now);
  finish(now);
}

// A pooler that gives every transaction another server connection knows nothing of a statement prepared on the last.
bool PooledConnection::refuses_prepared(std::string_view sqlstate) const {
  const bool executes = step_ == Step::identity || step_ == Step::statement;
  return executes && pool_.prepares() && pg::refuses_prepared(sqlstate);
}

void PooledConnection::fail(ErrorId kind) {
  if (step_ == Step::statement) {
    statement_ = Outcome::failed;
  } else {
    frame_ = Outcome::failed;
  }
  if (outcome_ != Outcome::ok) return;  // the first reason is the one
  outcome_ = Outcome::failed;
  error_ = kind;
}

void PooledConnection::finish(TimePoint now) {
  const Sample whole{intended_, sent_, now, query_.operation(), outcome_, error_, bytes_sent_, bytes_received_};
  record_round_trips(whole);
  if (outcome_ == Outcome::ok && query_.inserts()) ++pool_.totals().inserted;
  QueryOwner* owner = std::exchange(owner_, nullptr);
  setbacks_ = 0;
  step_ = Step::none;
  pool_.give_back(*this, now);  // it may begin another query at once
  if (owner) owner->on_query_done(whole);
}

void PooledConnection::record_round_trips(const Sample& whole) {
  const DbOperations& operations = pool_.run().operations;
  if (operations.frame == 0) return;
  EventSink& events = pool_.shard().events;
  if (statement_) {
    events.on_event({statement_sent_, statement_sent_, statement_done_, operations.statement, *statement_, error_, 0,
                     bytes_received_},
                    intended_);
  }
  // A transaction that went its whole way.
  if (operations.begin != 0 && statement_ && frame_ == Outcome::ok) {
    const auto record = [&](TimePoint from, TimePoint to, OperationId operation) {
      events.on_event({from, from, to, operation, Outcome::ok, 0, 0, 0}, intended_);
    };
    record(begin_sent_, begun_, operations.begin);
    record(begun_, statement_sent_, operations.set_config);
    if (step_ == Step::commit) record(statement_done_, whole.done, operations.commit);
  }
  const Nanos statement_took = statement_done_ - statement_sent_;
  events.on_event({sent_, sent_, whole.done - statement_took, operations.frame, frame_, error_, 0, 0}, intended_);
}

std::uint32_t PooledConnection::abandon() {
  abandoned_ = true;
  answer_over_ = cancel_over_ = false;
  owner_ = nullptr;
  if (query_.inserts()) ++pool_.totals().unsure;
  pool_.desk().cancel(index_, connection_->make_cancel());
  patience_.expires_after(patience_max);
  patience_.async_wait([this](boost::system::error_code error) {
    if (!error && abandoned_) on_broken("no end after its cancelling");
  });
  return bytes_sent_;
}

void PooledConnection::on_cancel_over() {
  if (!abandoned_) return;
  cancel_over_ = true;
  settle();
}

void PooledConnection::settle() {
  if (!answer_over_ || !cancel_over_) return;
  if (connection_->transaction() != Transaction::none) {
    if (step_ == Step::rollback) return on_broken("no end of its transaction");
    answer_over_ = false;
    return go(Step::rollback);
  }
  abandoned_ = false;
  patience_.cancel();
  step_ = Step::none;
  pool_.give_back(*this, Clock::now());
}

void PooledConnection::on_broken(const std::string& kind) {
  const std::string reason = kind;  // it may go with the connection
  const TimePoint now = Clock::now();
  const bool was_free = step_ == Step::none;
  const bool running = !was_free && !std::exchange(abandoned_, false);
  connection_.reset();
  patience_.cancel();
  QueryOwner* owner = std::exchange(owner_, nullptr);
  if (running) {
    if (step_ == Step::statement) statement_done_ = now;
    fail(pool_.shard().errors.intern(reason));
    frame_ = Outcome::failed;  // it never had its end
    if (query_.inserts()) ++pool_.totals().unsure;
  }
  const Sample whole{intended_, sent_, now, query_.operation(), outcome_, error_, bytes_sent_, 0};
  if (running) record_round_trips(whole);
  step_ = Step::none;
  pool_.lost(*this, reason, was_free);
  dial();
  ++setbacks_;
  if (owner) owner->on_query_done(whole);
}

}  // namespace loadtest
