#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/workload.h"
#include "pg/dialer.h"
#include "workloads/db/deadlocks.h"
#include "workloads/db/pool_totals.h"
#include "workloads/db/pooled_connection.h"

namespace loadtest {

/// Who takes connections from a pool.
class PoolUser {
 public:
  /// The connection that it waited for.
  virtual void on_acquired(PooledConnection&, TimePoint now) = 0;
  /// Every connection was tried for the first time, and one at least is there; or none could be had for too long.
  virtual void on_pool_ready() = 0;
  virtual void on_pool_dead(ErrorId kind) = 0;

 protected:
  ~PoolUser() = default;

 private:
  friend class Pool;
  static constexpr std::size_t nowhere = SIZE_MAX;
  PoolUser* next_ = nullptr;  // in the queue
  PoolUser* previous_ = nullptr;
  std::size_t place_ = nowhere;  // among all users
  bool queued_ = false;
};

/// A shard's part of the pool: exactly so many connections over the run. Who finds none free waits in line. A
/// connection that is lost comes back with growing pauses; where none can be had for as long as a connect may take, the
/// pool is dead and its users are lost.
class Pool final : private pg::LoginReceiver, private DeadlockParty {
 public:
  Pool(const DbRun&, const ShardContext&, pg::Dialer&, std::shared_ptr<net::Poller>, PoolTotals&, Deadlocks&);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Called once: every connection was tried for the first time and one at least is there, or none can be had.
  void when_ready(std::function<void()> call);
  void join(PoolUser&);
  void leave(PoolUser&);
  bool ready() const { return untried_ == 0 && live_ > 0; }
  bool dead() const { return dead_; }
  ErrorId dead_kind() const { return last_failure_; }

  /// The connection that was given back last, or null.
  PooledConnection* take();
  void wait(PoolUser&);
  void withdraw(PoolUser&);

  // For its connections.
  void give_back(PooledConnection&, TimePoint now);
  void connected(PooledConnection&, bool first, bool usable);
  void login_failed(bool first, ErrorId kind);
  void lost(PooledConnection&, const std::string& kind, bool was_free);

  const DbRun& run() const { return run_; }
  const ShardContext& shard() const { return shard_; }
  const std::shared_ptr<net::Poller>& poller() const { return poller_; }
  pg::Dialer::Desk& desk() { return *desk_; }
  PoolTotals& totals() { return totals_; }
  SlowQueries& slow() { return totals_.slow.front(); }
  void note_deadlock(int process, const std::string& statement, const std::string& detail, TimePoint now) {
    deadlocks_.note(*this, process, statement, detail, now);
  }
  pg::Preparation preparation(std::uint32_t index) const;
  /// The user of the book whom a connection speaks for, or Query::any_user.
  std::size_t user_of(std::uint32_t index) const;
  bool prepares() const { return totals_.prepared_refused.empty() && run_.prepares(); }

 private:
  void on_login(pg::Login) override;
  void on_cancel_over(std::uint32_t ticket) override { connections_[ticket].on_cancel_over(); }
  const std::string* waited_in(int process, TimePoint now) const override;
  void tell_ready();

  const DbRun& run_;
  ShardContext shard_;
  std::shared_ptr<net::Poller> poller_;
  PoolTotals& totals_;
  Deadlocks& deadlocks_;
  std::deque<PooledConnection> connections_;
  std::vector<PooledConnection*> free_;
  std::vector<PoolUser*> users_;
  std::function<void()> when_ready_;
  PoolUser* first_ = nullptr;
  PoolUser* last_ = nullptr;
  std::size_t untried_ = 0, live_ = 0;
  TimePoint none_since_{};
  ErrorId last_failure_ = 0;
  bool dead_ = false, last_failed_ = false;
  std::unique_ptr<pg::Dialer::Desk> desk_;  // goes first: it calls us
};

}  // namespace loadtest
