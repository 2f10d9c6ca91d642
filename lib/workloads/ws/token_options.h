#pragma once

#include "workloads/ws/ws_factory.h"

namespace loadtest {

/// Reads what users log in with, and where that goes: --token, --token-file, --jwt-…, --token-in and --bad-tokens.
void read_token_options(const WorkloadRequest&, WsSettings&);

}  // namespace loadtest
