#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/poller.h"
#include "wspp/client.h"
#include "wspp/connection.h"
#include "wspp/server.h"

namespace loadtest::wspp {

/// What all sessions of one Client or Server share.
struct SessionContext;
std::shared_ptr<SessionContext> make_session_context(std::shared_ptr<net::Poller> poller);

const ReceiveTimes& receive_times_of(const SessionContext& context);

/// Begins a client's connection. The target outlives the time of connecting.
ConnectionPtr open_session(const std::shared_ptr<SessionContext>& context, const ClientTarget& target,
                           ConnectionObserver& observer, const UpgradeRequest& request, std::uint64_t turn);

/// The accepted connections whose upgrade is not decided yet; afterwards they belong to the observer, or end.
class Upgrades {
 public:
  Upgrades(std::shared_ptr<SessionContext> context, ServerObserver& observer, std::size_t message_bytes_max);
  ~Upgrades();  // hangs up on them
  void begin(int accepted_fd);
  std::size_t count() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loadtest::wspp
