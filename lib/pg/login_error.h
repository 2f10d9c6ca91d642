#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "pg/conninfo.h"

namespace loadtest::pg {

/// A login that failed before a run, as one line for the user. `kind` is of kind_of_login(), `message` libpq's.
Error login_error(const Conninfo&, const std::string& kind, std::string_view message);

}  // namespace loadtest::pg
