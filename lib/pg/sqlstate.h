#pragma once

#include <string>
#include <string_view>

namespace loadtest::pg {

/// "40P01 deadlock_detected": the code with its condition name, or with its class's where the condition is not known.
/// Source: PostgreSQL's errcodes.txt.
std::string kind_of(std::string_view sqlstate);

/// How a prepared statement is refused behind a pooler that gives every transaction another server connection: unknown
/// there, its name taken there, or not supported.
bool refuses_prepared(std::string_view sqlstate);

/// What of a login that failed can be told apart: "28P01 invalid_password", "connection refused", "connect timeout",
/// "connection lost", "tls error". `message` is libpq's, with verbosity VERBOSE.
std::string kind_of_login(std::string_view message);

/// The SQLSTATE in a message of libpq with verbosity VERBOSE; of several attempts the last one's. Empty = none.
std::string_view find_sqlstate(std::string_view message);

/// libpq's words on one line, without the address, the severity, and the code and place that VERBOSE adds.
std::string one_line(std::string_view message);

}  // namespace loadtest::pg
