#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "pg/connection.h"
#include "pg/dialer.h"
#include "workloads/db/query.h"

namespace loadtest {

class Pool;

/// Who runs a query on a pooled connection.
class QueryOwner {
 public:
  /// The query's end. The connection is back in its pool already.
  virtual void on_query_done(const Sample&) = 0;
  /// The answer to a query that was given up came after all.
  virtual void on_query_late(OperationId) = 0;

 protected:
  ~QueryOwner() = default;
};

/// One place of the pool: its connection, which comes back when it is lost, and the query that it runs, one round trip
/// after the other: BEGIN, role and claims, the statement, COMMIT; or the statement alone.
class PooledConnection final : private pg::Connection::Observer {
 public:
  PooledConnection(Pool&, std::uint32_t index);

  /// Logs in, now or after a pause.
  void dial(Nanos after);
  void on_login(pg::Login);

  /// Only while it lies in the pool.
  void start(QueryOwner&, OperationId, std::uint64_t number, TimePoint intended, TimePoint now);
  /// Its owner waits no more. The statement is cancelled, and when it has ended, another connection takes the place of
  /// this one. Returns the bytes that were sent.
  std::uint32_t abandon();
  void forget(const QueryOwner& owner) {
    if (owner_ == &owner) owner_ = nullptr;
  }

 private:
  enum class Step : std::uint8_t { none, begin, identity, statement, commit, rollback };

  void on_answer(const pg::Answer&) override;
  void on_broken(const std::string& kind) override;

  void begin(TimePoint now);
  void go(Step);
  void statement_answered(const pg::Answer&, TimePoint now);
  void refused(const pg::Answer&, TimePoint now);
  bool refuses_prepared(const pg::Answer&) const;
  void fail(ErrorId kind);
  void finish(TimePoint now);
  void record_round_trips(const Sample& whole);
  void drained();

  Pool& pool_;
  std::uint32_t index_;
  boost::asio::steady_timer timer_;  // until the next login, or until an abandoned query must have ended
  std::optional<pg::Connection> connection_;
  QueryOwner* owner_ = nullptr;
  Query query_;
  TimePoint intended_{}, sent_{}, statement_sent_{}, statement_done_{};
  std::uint32_t bytes_sent_ = 0, bytes_received_ = 0;
  std::uint32_t failures_ = 0;  // logins that failed, one after the other
  ErrorId error_ = 0;
  Outcome outcome_ = Outcome::ok;
  Step step_ = Step::none, failed_at_ = Step::none;
  bool abandoned_ = false, cancelled_ = false, again_ = false, tried_ = false, was_connected_ = false;
};

}  // namespace loadtest
