#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "pg/handle.h"

namespace loadtest::pg {

/// What a connection is given right after its login, in one round trip (libpq's pipeline mode).
struct Preparation {
  std::vector<std::string> commands;                            // run in order, such as a session's identity
  std::vector<std::pair<std::string, std::string>> statements;  // prepared: name, text
};

/// One login to make. `ticket` comes back with what came of it.
struct LoginOrder {
  std::uint32_t ticket = 0;
  TimePoint intended{};
  Preparation preparation;
};

/// What came of a login.
struct Login {
  std::uint32_t ticket = 0;
  Handle handle;        // null = failed; else non-blocking, and idle
  std::string failure;  // kind, such as "28P01 invalid_password", "connection refused", "connect timeout"
  // The login itself succeeded; a statement was refused as behind a pooler (refuses_prepared()).
  bool preparation_refused = false;
  TimePoint intended{}, sent{}, done{};  // done: logged in, with the preparation still to come; or failed
};

}  // namespace loadtest::pg
