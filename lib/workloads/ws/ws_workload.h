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
  std::optional<OperationId> recover_operation() const override {
    return beside_.recover == 0 ? std::nullopt : std::optional(beside_.recover);
  }
  std::vector<TargetHost> hosts() const override { return {{settings_.url.host}}; }
  Status set_address(const std::string& url) override;
  std::uint64_t sockets(std::uint32_t users) const override {
    return users + settings_.bad_tokens.users().count(users);
  }
  std::uint64_t memory_bytes(std::uint32_t users) const override;
  /// Nobody comes with a bad token.
  void hold_back(std::uint32_t) override;
  /// Mints what takes long, resolves the name and makes one TCP (and TLS) connection to each of its addresses; those
  /// that answer are used.
  Status prepare(Remarks&) override;
  std::unique_ptr<SessionFactory> attach(ShardContext) override;
  /// Tells what this machine had too little of.
  void clean_up(Remarks&) noexcept override;
  Facts facts() const override;
  Observations observed(TimePoint t0, bool) noexcept override { return {notes_.take(t0)}; }

 private:
  WsSettings settings_;
  std::vector<OperationSpec> operations_;
  BesideIds beside_;
  bool held_back_ = false;
  WsAddresses addresses_;
  Shortages shortages_;
  std::mutex at_end_mutex_;
  wspp::ReceiveTimes receive_times_;
  ReplyTally replies_;
  AllWsNotes notes_;
};

}  // namespace loadtest
