#pragma once

#include <map>
#include <string>

#include "core/error.h"

namespace loadtest::pg {

/// Keyword -> value of a connection string, with what service file, environment and libpq add to it. Errors (usage)
/// repeat nothing but keywords.
Result<std::map<std::string, std::string, std::less<>>> read_connection_string(const std::string& text);

/// What libpq has against the values of a connection string; nothing is connected.
Status check_connection_string(const std::string& text);

/// Where libpq looks for the server if nobody says so: "/var/run/postgresql".
std::string default_host();

}  // namespace loadtest::pg
