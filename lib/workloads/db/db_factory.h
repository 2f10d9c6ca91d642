#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "workloads/db/db_session.h"

namespace loadtest {

/// What the workers of one shard have in common: their part of the pool.
class DbFactory final : public SessionFactory {
 public:
  /// `report` gets what the pool counted, at the end.
  DbFactory(const DbRun& run, const ShardContext& shard, pg::Dialer& dialer, Deadlocks& deadlocks,
            std::function<void(const PoolTotals&)> report)
      : report_(std::move(report)),
        acquire_timeout_(shard.errors.intern("acquire timeout")),
        pool_(std::in_place, run, shard, dialer, net::Poller::make(shard.io), totals_, deadlocks) {}
  ~DbFactory() override {
    pool_.reset();  // it counts to its end
    report_(totals_);
  }

  std::unique_ptr<Session> make_session(std::uint64_t) override {
    return std::make_unique<DbSession>(*pool_, acquire_timeout_);
  }
  void when_ready(const std::function<void()>& done) override { pool_->when_ready(done); }

 private:
  std::function<void(const PoolTotals&)> report_;
  ErrorId acquire_timeout_;
  PoolTotals totals_;
  std::optional<Pool> pool_;
};

}  // namespace loadtest
