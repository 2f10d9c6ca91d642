#pragma once

#include <optional>

#include "report/report.h"

namespace loadtest {

/// What connecting costs the users of a track, beside what they came for.
struct ConnectionCost {
  double connects = 0, messages = 0;                   // that succeeded
  double connecting_s = 0, served_s = 0;               // together: connecting, and waiting for replies
  double tcp = 0, tls = 0, upgrade = 0, greeting = 0;  // shares of connecting
  double connect_ms = 0, tls_ms = 0;                   // medians

  double each_message() const { return messages > 0 ? connects / messages : 0; }
  double share() const { return connecting_s / (connecting_s + served_s); }
  /// Connecting again and again is a good part of what users wait for.
  bool churns() const;
};

/// nullopt where nobody connected by himself, or nobody was answered.
std::optional<ConnectionCost> connection_cost(const TrackResult&);

}  // namespace loadtest
