#pragma once

#include <string_view>
#include <vector>

#include "core/sample.h"
#include "workloads/ws/dialogue.h"

namespace loadtest {

/// The operations of a WebSocket workload: connecting comes first, then the dialogue's messages in their order, then
/// what is measured beside them.
constexpr OperationId connect_operation_id = 0;
constexpr OperationId first_message_operation = 1;

/// What a run measures beside connecting and messages.
struct MeasuredBeside {
  bool tls = false;         // a part of connecting
  bool greeting = false;    // another one
  bool pieces = false;      // of streamed replies
  bool recover = false;     // from the loss of a connection until its user is connected again
  bool bad_tokens = false;  // who must be refused
};

/// The operations measured beside. 0 = this one is not.
struct BesideIds {
  OperationId first_piece = 0, piece_gap = 0, recover = 0, tcp = 0, tls = 0, upgrade = 0, greeting = 0, bad_token = 0;
};

/// Adds them to the others.
inline BesideIds add_beside(const MeasuredBeside& what, std::vector<OperationSpec>& operations) {
  const auto add = [&](bool wanted, std::string_view name, bool always = true,
                       const char* part_of = "") -> OperationId {
    if (!wanted) return 0;
    operations.push_back({.name = std::string(name), .weight = 0, .warm_up_counts = always, .part_of = part_of});
    return static_cast<OperationId>(operations.size() - 1);
  };
  BesideIds ids;
  ids.first_piece = add(what.pieces, "first_piece", false);
  ids.piece_gap = add(what.pieces, "piece_gap", false);
  ids.recover = add(what.recover, "recover");
  ids.tcp = add(true, "tcp", true, "connect");
  ids.tls = add(what.tls, "tls", true, "connect");
  ids.upgrade = add(true, "upgrade", true, "connect");
  ids.greeting = add(what.greeting, "greeting", true, "connect");
  ids.bad_token = add(what.bad_tokens, "bad_token");
  return ids;
}

}  // namespace loadtest
