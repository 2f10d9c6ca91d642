#pragma once

#include <filesystem>

#include "core/error.h"
#include "core/secret.h"
#include "target/stop_request.h"

namespace loadtest::target {

/// Makes an empty cluster in `folder`/cluster with the initdb in `bin`; its superuser supabase_admin gets `password`,
/// and the processes that it takes hold `lock` open. Errors (target): initdb fails or is too old, or stopping was asked
/// for; processes of its own may be left then.
Status make_cluster(const std::filesystem::path& bin, const std::filesystem::path& folder, int lock,
                    const Secret& password, StopRequest&);

}  // namespace loadtest::target
