#pragma once

#include "workloads/ws/ws_factory.h"

namespace loadtest {

/// Reads how connections are made: --header, --origin, --subprotocol, --compression, --proxy, --cacert, --cert, --key,
/// --insecure, --slow-readers and --read-pause. After the URL.
void read_connection_options(const WorkloadRequest&, WsSettings&);

}  // namespace loadtest
