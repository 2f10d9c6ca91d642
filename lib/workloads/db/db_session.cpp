#include "workloads/db/db_session.h"

#include <cassert>
#include <utility>

#include "feed/feeder.h"

namespace loadtest {

DbSession::DbSession(Pool& pool, ErrorId acquire_timeout) : pool_(pool), acquire_timeout_(acquire_timeout) {}

DbSession::~DbSession() {
  part();
  pool_.poller()->undefer(*this);
}

void DbSession::open(SessionObserver& observer, TimePoint intended) {
  observer_ = &observer;
  open_intended_ = intended;
  open_sent_ = Clock::now();
  state_ = State::opening;
  pool_.join(*this);
  if (pool_.ready() || pool_.dead()) pool_.poller()->defer(*this);
}

void DbSession::on_deferred() {
  if (state_ == State::closing) {
    state_ = State::closed;
    return observer_->on_closed();
  }
  if (pool_.dead()) return on_pool_dead(pool_.dead_kind());
  if (starved_) return starve(Clock::now());
  on_pool_ready();
}

void DbSession::on_pool_ready() {
  if (state_ != State::opening || !pool_.ready()) return;
  state_ = State::open;
  observer_->on_opened({open_intended_, open_sent_, Clock::now(), DbOperations::connect, Outcome::ok, 0, 0, 0});
}

void DbSession::on_pool_dead(ErrorId kind) {
  const State before = state_;
  if (before != State::opening && before != State::open) return;
  const TimePoint now = Clock::now();
  const bool waited = busy_ && connection_ == nullptr && !starved_;
  if (waited) stop_waiting(now, Outcome::failed, kind);
  part();
  state_ = State::closed;
  if (before == State::opening) {
    observer_->on_opened({open_intended_, open_sent_, now, DbOperations::connect, Outcome::failed, kind, 0, 0});
  } else {
    if (starved_) starve(now);
    if (waited)
      observer_->on_done(order_.id, {order_.intended, now, now, order_.operation, Outcome::failed, kind, 0, 0});
    observer_->on_lost(kind);
  }
  observer_->on_closed();
}

void DbSession::start(const StartOrder& order) {
  assert(capacity() > 0);
  busy_ = true;
  order_ = order;
  const QueryMix& mix = pool_.run().settings.mix;
  if (!mix.entries[order.operation - DbOperations::first_statement].statement->has_rows_for(order.number)) {
    starved_ = true;
    return pool_.poller()->defer(*this);  // a start does not end within start()
  }
  if (PooledConnection* connection = pool_.take()) return on_acquired(*connection, order.sent);
  pool_.wait(*this);
}

void DbSession::on_acquired(PooledConnection& connection, TimePoint now) {
  connection_ = &connection;
  pool_.shard().events.on_event({order_.sent, order_.sent, now, DbOperations::acquire, Outcome::ok, 0, 0, 0},
                                order_.intended);
  connection.start(*this, order_.operation, order_.number, order_.intended, now);
}

void DbSession::on_query_done(const Sample& sample) {
  connection_ = nullptr;
  busy_ = false;
  observer_->on_done(order_.id, sample);
}

void DbSession::starve(TimePoint now) {
  busy_ = starved_ = false;
  const ErrorId kind = pool_.shard().errors.intern(feeder_exhausted);
  observer_->on_done(order_.id, {order_.intended, order_.sent, now, order_.operation, Outcome::failed, kind, 0, 0});
}

Abandoned DbSession::abandon(StartId, Outcome as) {
  if (std::exchange(starved_, false)) {
    busy_ = false;
    return {.kind = pool_.shard().errors.intern(feeder_exhausted), .answer_to_come = false};
  }
  if (PooledConnection* connection = std::exchange(connection_, nullptr)) {
    busy_ = false;
    // It is cancelled: nothing of it can come late.
    return {.bytes_sent = connection->abandon(), .answer_to_come = false};
  }
  stop_waiting(Clock::now(), as, acquire_timeout_);
  return {.bytes_sent = 0, .kind = acquire_timeout_, .answer_to_come = false};
}

void DbSession::stop_waiting(TimePoint now, Outcome outcome, ErrorId kind) {
  busy_ = false;
  pool_.withdraw(*this);
  pool_.shard().events.on_event({order_.sent, order_.sent, now, DbOperations::acquire, outcome, kind, 0, 0},
                                order_.intended);
}

void DbSession::close() noexcept {
  if (state_ == State::closing || state_ == State::closed) return;
  part();
  state_ = State::closing;
  pool_.poller()->defer(*this);
}

// Nobody calls it any more: neither the line nor a query that is under way.
void DbSession::part() {
  pool_.leave(*this);
  if (PooledConnection* connection = std::exchange(connection_, nullptr)) connection->abandon();
}

}  // namespace loadtest
