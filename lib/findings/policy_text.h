#pragma once

#include <string>
#include <string_view>

namespace loadtest {

/// A policy's condition with each call that does not depend on the row in a subquery, so that it is made once a
/// statement: "(auth.uid() = user_id)" becomes "((SELECT auth.uid()) = user_id)". What stands in one already stays.
std::string wrap_calls(std::string_view condition);

}  // namespace loadtest
