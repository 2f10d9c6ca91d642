#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

// What a condition of a plan says, as EXPLAIN (VERBOSE) writes it:
// "((expenses.user_id = $1) AND (auth.uid() = expenses.user_id))".

/// What is joined by AND at the top, in the order in which it is evaluated; the whole where nothing is.
std::vector<std::string_view> conjuncts(std::string_view condition);

/// The first call in it that takes more than comparing does: a function that is not one of PostgreSQL's quick ones,
/// with its schema where that is said, or current_setting(), which is what auth.uid() becomes where it is inlined.
/// Empty = none.
std::string costly_call(std::string_view condition);

/// Columns of the relation of this alias: those that are held equal to something first, each once.
std::vector<std::string> columns_of(std::string_view condition, std::string_view alias);

}  // namespace loadtest
