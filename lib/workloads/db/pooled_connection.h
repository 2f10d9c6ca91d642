#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "pg/connection.h"
#include "pg/dialer.h"
#include "workloads/db/query.h"
#include "workloads/db/recent_steps.h"
#include "workloads/db/round_trips.h"

namespace loadtest {

class Pool;

/// Who runs a query on a pooled connection.
class QueryOwner {
 public:
  /// The query's end. The connection is back in its pool already.
  virtual void on_query_done(const Sample&) = 0;

 protected:
  ~QueryOwner() = default;
};

/// One place of the pool: its connection, which comes back when it is lost, and the query that it runs, one round trip
/// after the other: BEGIN, role and claims, the statement, COMMIT; or all of these in one; or the statement alone.
class PooledConnection final : private pg::Connection::Observer {
 public:
  PooledConnection(Pool&, std::uint32_t index);

  /// Logs in, after a pause that grows with each setback.
  void dial();
  void on_login(pg::Login);

  /// Only while it lies in the pool.
  void start(QueryOwner&, OperationId, std::uint64_t number, TimePoint intended, TimePoint now);
  /// Its owner waits no more. The statement is cancelled; when both its answer and the cancellation are over, so that
  /// neither meets another query, the connection is rolled back and returns to the pool. Returns the bytes sent.
  std::uint32_t abandon();
  void on_cancel_over();
  /// Whether it ever was logged in.
  bool was_connected() const { return was_connected_; }
  /// The server's process that it has; 0 = none.
  int process() const { return connection_ ? connection_->process() : 0; }
  /// The statement that it waited in shortly before, or null.
  const std::string* waited_in(TimePoint now) const;

 private:
  enum class Step : std::uint8_t { none, together, begin, identity, statement, commit, rollback };

  void on_answer(const pg::Answer&) override;
  void on_broken(const std::string& kind) override;

  void begin(TimePoint now);
  void go(Step);
  void statement_answered(const pg::Answer&, TimePoint now);
  void note_step(TimePoint now);
  void note_refusal(const std::string& kind, TimePoint now);
  void look_at_owners(const pg::Answer&, TimePoint now);
  std::uint32_t run_of_frame(const pg::Call&);
  bool tries_again(std::string_view sqlstate);
  void refused(const pg::Answer&, TimePoint now);
  bool refuses_prepared(std::string_view sqlstate) const;
  void fail(ErrorId kind);
  void finish(TimePoint now);
  bool framed() const;
  void settle();

  Pool& pool_;
  std::uint32_t index_;
  boost::asio::steady_timer pause_;     // until the next login
  boost::asio::steady_timer patience_;  // with an abandoned query
  std::optional<pg::Connection> connection_;
  QueryOwner* owner_ = nullptr;
  Query query_;
  TimePoint intended_{}, sent_{};
  RoundTrips trips_;
  TimePoint step_sent_{};  // the statement, or the one of several that is under way
  RecentSteps recent_;
  std::uint32_t bytes_sent_ = 0, bytes_received_ = 0;
  std::uint32_t tries_ = 0;
  std::uint32_t setbacks_ = 0;  // logins that failed or came to nothing, since the last query that ended
  ErrorId error_ = 0;
  Outcome outcome_ = Outcome::ok;
  Step step_ = Step::none;
  bool abandoned_ = false, answer_over_ = false, cancel_over_ = false;
  bool again_ = false;  // the query is repeated: without prepared statements, or as one that met another
  bool tried_ = false, was_connected_ = false;
};

}  // namespace loadtest
