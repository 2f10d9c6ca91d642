#pragma once

#include <mutex>
#include <vector>

#include "engine/workload.h"
#include "workloads/ws/ws_addresses.h"
#include "workloads/ws/ws_factory.h"

namespace loadtest {

/// Load on a WebSocket backend.
class WsWorkload final : public Workload {
 public:
  explicit WsWorkload(WsSettings);

  std::span<const OperationSpec> operations() const override { return operations_; }
  std::optional<OperationId> connect_operation() const override;
  std::optional<OperationId> recover_operation() const override { return recover_operation_; }
  std::vector<TargetHost> hosts() const override { return {{settings_.url.host}}; }
  Status set_address(const std::string& url) override;
  std::uint64_t memory_bytes(std::uint32_t users) const override;
  /// Resolves the name and makes one TCP (and TLS) connection to each of its addresses; those that answer are used.
  Status prepare(Remarks&) override;
  std::unique_ptr<SessionFactory> attach(ShardContext) override;
  /// Tells what this machine had too little of.
  void clean_up(Remarks&) noexcept override;
  Facts facts() const override;

 private:
  WsSettings settings_;
  std::vector<OperationSpec> operations_;
  std::optional<OperationId> recover_operation_;
  WsAddresses addresses_;
  Shortages shortages_;
  std::mutex at_end_mutex_;
  wspp::ReceiveTimes receive_times_;
  ReplyTally replies_;
};

}  // namespace loadtest
