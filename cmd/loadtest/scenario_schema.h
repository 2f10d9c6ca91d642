#pragma once

#include <string>

namespace loadtest {

/// The JSON Schema of scenario files, made from the option tables; editors complete and check by it.
std::string scenario_schema();

}  // namespace loadtest
