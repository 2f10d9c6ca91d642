#pragma once

#include "workloads/db/pool.h"

namespace loadtest {

/// One worker: takes a connection from its shard's pool for each query, waits in line for one where none is free, and
/// gives it back. It is open when the pool is.
class DbSession final : public Session, private PoolUser, private QueryOwner, private net::Pollable {
 public:
  DbSession(Pool& pool, ErrorId acquire_timeout);
  ~DbSession() override;

  std::size_t capacity() const override { return state_ == State::open && !busy_ ? 1 : 0; }
  void open(SessionObserver&, TimePoint intended) override;
  void start(const StartOrder&) override;
  Abandoned abandon(StartId, Outcome as) override;
  void close() noexcept override;

 private:
  enum class State : std::uint8_t { fresh, opening, open, closing, closed };

  void on_acquired(PooledConnection&, TimePoint now) override;
  void on_pool_ready() override;
  void on_pool_dead(ErrorId kind) override;
  void on_query_done(const Sample&) override;
  void on_ready(std::uint32_t) override {}
  void on_deferred() override;
  void starve(TimePoint now);
  void stop_waiting(TimePoint now, Outcome, ErrorId);
  void part();

  Pool& pool_;
  SessionObserver* observer_ = nullptr;
  PooledConnection* connection_ = nullptr;
  StartOrder order_{};
  TimePoint open_intended_{}, open_sent_{};
  ErrorId acquire_timeout_;
  State state_ = State::fresh;
  bool busy_ = false;
  bool starved_ = false;  // a feeder has no row for what was started: it fails soon
};

}  // namespace loadtest
