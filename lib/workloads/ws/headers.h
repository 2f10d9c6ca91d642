#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace loadtest {

/// "Name: value", as curl takes it. Errors (usage): no colon, a name or value that HTTP forbids, or a header that the
/// handshake itself sets.
Result<std::pair<std::string, std::string>> parse_header(std::string_view text);

/// Whether a name is this one; case does not count. `lower_case` = the other, in lower case.
bool is_header(std::string_view name, std::string_view lower_case);

/// Whether it may be a header's or a subprotocol's name (RFC 9110, "token").
bool is_http_token(std::string_view text);

/// Whether a header of this name carries a credential.
bool is_credential_header(std::string_view name);

}  // namespace loadtest
