#pragma once

#include "core/sample.h"
#include "workloads/ws/dialogue.h"

namespace loadtest {

/// The operations of a WebSocket workload: connecting comes first, then the dialogue's messages in their order, then
/// the parts of streamed replies, where those are measured.
constexpr OperationId connect_operation_id = 0;
constexpr OperationId first_message_operation = 1;

inline OperationId first_piece_operation(const Dialogue& dialogue) {
  return static_cast<OperationId>(first_message_operation + dialogue.messages.size());
}
inline OperationId piece_gap_operation(const Dialogue& dialogue) {
  return static_cast<OperationId>(first_piece_operation(dialogue) + 1);
}

}  // namespace loadtest
