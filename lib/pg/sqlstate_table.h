#pragma once

#include <span>
#include <string_view>

namespace loadtest::pg {

/// A SQLSTATE with the name that PostgreSQL gives it.
struct Condition {
  std::string_view code, name;
};

/// Every error that PostgreSQL knows, in order of the code.
std::span<const Condition> all_conditions();

}  // namespace loadtest::pg
