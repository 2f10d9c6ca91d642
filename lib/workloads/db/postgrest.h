#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "workloads/db/identity.h"

namespace loadtest {

/// What PostgREST (version 12) sends that is more than role and claims; --as postgrest sends the same.
namespace postgrest {

/// Once a connection.
std::vector<std::string> greeting();

/// The method of a request that this statement answers: GET, POST, PATCH or DELETE.
const char* method_of(std::string_view sql);

/// Makes the identity send every set_config() value as a parameter, all settings of the role (those of ALTER ROLE for
/// all databases that any user may set, as PostgREST reads them), and what the request was: method, path, headers,
/// cookies. Errors (target).
Status adopt(pg::Admin&, Identity&);

}  // namespace postgrest

}  // namespace loadtest
