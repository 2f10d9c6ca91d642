#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace loadtest {

/// What a statement is given in the place of $1, $2 …
enum class Parameter : std::uint8_t { user, expense, conversation, new_message, content };

/// Which of a user's rows a statement returns or changes: who has none of them gets none.
enum class UserRows : std::uint8_t { profile, expenses, budgets, conversations };

/// One statement of the mix; its name is that of its operation.
struct Statement {
  static constexpr std::size_t parameters_max = 4;

  std::string_view name;
  bool writes = false;
  const char* sql = "";
  std::array<Parameter, parameters_max> parameters{};
  std::size_t parameters_count = 0;
  double share = 1;  // among the reads, or among the writes
  UserRows rows = UserRows::profile;
  std::array<std::string_view, 2> tables{};  // in the schema public; empty = none
  const char* owner = nullptr;               // column of its answer that says whose a row is; null = none

  bool needs(Parameter parameter) const {
    return std::find(parameters.begin(), parameters.begin() + parameters_count, parameter) !=
           parameters.begin() + parameters_count;
  }
};

/// All that are known: what the first user's backend asks most.
std::span<const Statement> known_statements();

/// What message_insert writes as content.
const char* message_content();

}  // namespace loadtest
