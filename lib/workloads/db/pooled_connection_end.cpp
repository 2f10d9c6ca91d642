// How queries of a pooled connection end otherwise than by their answer: given up by who asked, or with the connection;
// and what is noted of them beside samples.
#include <utility>

#include "workloads/db/pool.h"
#include "workloads/db/pooled_connection.h"

namespace loadtest {

namespace {

using Transaction = pg::Connection::Transaction;

// How long a cancelled query may take to end; then its connection is replaced.
constexpr Nanos patience_max = std::chrono::seconds(10);

}  // namespace

void PooledConnection::note_step(TimePoint now) {
  pool_.slow().add({.number = query_.number(),
                    .user = query_.user(pool_.run()),
                    .operation = query_.operation(),
                    .step = static_cast<std::uint8_t>(query_.step_index()),
                    .took = now - step_sent_,
                    .at = now});
  recent_.add(query_.step().name, step_sent_, now);
}

const std::string* PooledConnection::waited_in(TimePoint now) const {
  RecentSteps all = recent_;
  if (step_ == Step::statement || step_ == Step::together) all.add(query_.step().name, step_sent_, now);
  return all.waiting_at(now);
}

// Of what the server refused; what took long until then is worth its plan as well.
void PooledConnection::note_refusal(const std::string& kind, TimePoint now) {
  constexpr std::string_view query_canceled = "57014", deadlock_detected = "40P01";
  const pg::Refusal& said = connection_->refusal();
  const std::string& statement = query_.step().name;
  pool_.totals().failures.note(kind, said.message, statement, now);
  if (step_ == Step::statement && kind.starts_with(query_canceled)) note_step(now);
  if (kind.starts_with(deadlock_detected)) pool_.note_deadlock(process(), statement, said.detail, now);
}

std::uint32_t PooledConnection::abandon() {
  if (step_ == Step::statement || step_ == Step::together) note_step(Clock::now());
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
  if (running) pool_.totals().failures.note(reason, connection_->refusal().message, query_.step().name, now);
  connection_.reset();
  patience_.cancel();
  QueryOwner* owner = std::exchange(owner_, nullptr);
  if (running) {
    if (step_ == Step::statement) trips_.statement_done = now;
    fail(pool_.shard().errors.intern(reason));
    trips_.frame = Outcome::failed;  // it never had its end
    if (query_.inserts()) ++pool_.totals().unsure;
  }
  const Sample whole{intended_, sent_, now, query_.operation(), outcome_, error_, bytes_sent_, 0};
  if (running) trips_.record(pool_.run().operations, whole, false, pool_.shard().events);
  step_ = Step::none;
  pool_.lost(*this, reason, was_free);
  dial();
  ++setbacks_;
  if (owner) owner->on_query_done(whole);
}

}  // namespace loadtest
