#pragma once

#include "engine/workload.h"
#include "workloads/ws/ws_factory.h"

namespace loadtest {

/// --dialogue and --stream, and what messages draw from.
void read_dialogue_options(const WorkloadRequest&, WsSettings&);

}  // namespace loadtest
