#pragma once

#include "engine/workload.h"
#include "workloads/ws/user_share.h"

namespace loadtest {

/// An option that names a share of the users, "5%" or "0.05"; none where it was not given, or with a problem.
UserShare read_share_option(const WorkloadRequest&, std::string_view option);

}  // namespace loadtest
