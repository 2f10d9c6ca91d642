#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "workloads/db/db_factory.h"

namespace loadtest {

/// Stress on a PostgreSQL database.
class DbWorkload final : public Workload {
 public:
  explicit DbWorkload(DbSettings);

  std::span<const OperationSpec> operations() const override { return operations_; }
  std::optional<OperationId> connect_operation() const override { return std::nullopt; }
  /// By how many connections there are: a part's workers should not wait while another's connections lie idle.
  unsigned shards_max(ShardSlot segment) const override;
  std::uint64_t sockets(std::uint32_t) const override { return run_.settings.pool_size; }
  std::vector<TargetHost> hosts() const override;
  void hold_back(std::uint32_t sockets) override;
  Status set_address(const std::string& url) override;
  /// Resolves names, then looks at the database: Inspection.
  Status prepare(Remarks&) override;
  void set_pool(std::uint32_t connections) override { run_.settings.pool_size = connections; }
  std::unique_ptr<SessionFactory> attach(ShardContext) override;
  std::optional<ObservableDatabase> database() const override;
  Observations observed(TimePoint t0, bool may_ask) noexcept override;
  void clean_up(Remarks&) noexcept override;
  Facts facts() const override;

  const DbSettings& settings() const { return run_.settings; }

 private:
  void forget_run();
  void add_totals(const PoolTotals&);
  void clean_rows(Remarks&);

  DbRun run_;
  std::vector<OperationSpec> operations_;
  std::unique_ptr<pg::Dialer> dialer_;
  std::mutex totals_mutex_;
  PoolTotals totals_;
  Deadlocks deadlocks_;
  unsigned parts_ = 0;  // of the pool, that are at work
  std::optional<RemovedRows> removed_;
};

}  // namespace loadtest
