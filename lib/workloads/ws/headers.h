#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace loadtest {

/// "Name: value", as curl takes it. Errors (usage): no colon, a name or value that HTTP forbids, or a header that the
/// handshake itself sets.
Result<std::pair<std::string, std::string>> parse_header(std::string_view text);

/// Whether a header of this name carries a credential.
bool is_credential_header(std::string_view name);

}  // namespace loadtest
