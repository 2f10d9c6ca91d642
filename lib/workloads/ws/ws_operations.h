#pragma once

#include "core/sample.h"

namespace loadtest {

/// The operations of a WebSocket workload: connecting comes first, then the dialogue's messages in their order.
constexpr OperationId connect_operation_id = 0;
constexpr OperationId first_message_operation = 1;

}  // namespace loadtest
