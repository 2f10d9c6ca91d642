#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feed/feeder.h"
#include "workloads/db/expression.h"

namespace loadtest {

/// What a statement is given in the place of $1, $2 …
struct Value {
  enum class Kind : std::uint8_t {
    user,          // the id of the user who asks
    expense,       // of a row of that user
    conversation,  // likewise
    new_row,       // an id of a row that the run makes (RunRows)
    run,           // the run's id
    text,          // always the same
    sample,        // one of those that were read before the load
    cell,          // of the row that a feeder gives
    number         // drawn or computed
  };
  Kind kind = Kind::text;
  std::string name{};  // how a file calls it
  std::string text{};  // or the query that reads what is drawn from
  Expression expression{};
  std::size_t sample = 0;          // which of QueryMix::samples
  std::optional<Feeder> feeder{};  // whose cell it is
  std::size_t column = 0;          // of that one
};

/// Which of a user's rows a statement of the built-in mix returns or changes: who has none of them gets none.
enum class UserRows : std::uint8_t { profile, expenses, budgets, conversations };

/// One thing that is sent to the server. `values` are indices into those of its statement, for $1, $2 …
struct Step {
  std::string name;  // under which it is prepared
  std::string sql;
  std::vector<std::uint8_t> values{};
  std::uint32_t rows_min = 0, rows_max = std::numeric_limits<std::uint32_t>::max();  // returned or changed
  std::string owner{};  // column of its answer that says whose a row is; empty = none
};

/// One statement of the mix, or a transaction of several; its name is that of its operation.
struct Statement {
  static constexpr std::size_t values_max = 16, steps_max = 32;

  std::string name;
  bool writes = false;
  double share = 1;  // among the reads or the writes of the built-in mix; its weight in a file's
  std::vector<Step> steps;
  std::vector<Value> values;
  bool transaction = false;           // its steps stand between BEGIN and COMMIT, whoever runs them
  std::optional<UserRows> rows{};     // of the built-in mix alone
  std::vector<std::string> tables{};  // with their schema
  std::vector<Feeder> feeders{};      // that its steps are filled from
  std::string clean_up{};             // removes what it left, with :run, :first_row and :last_row in it

  bool needs(Value::Kind kind) const {
    return std::any_of(values.begin(), values.end(), [kind](const Value& value) { return value.kind == kind; });
  }
  /// Whether none of its feeders has ended before the start of this number. Whose it is plays no part in that.
  bool has_rows_for(std::uint64_t number) const {
    return std::all_of(feeders.begin(), feeders.end(), [&](const Feeder& each) { return each.row(0, number); });
  }
  bool is_fed(FeedOrder order) const {
    return std::any_of(feeders.begin(), feeders.end(), [&](const Feeder& each) { return each.order() == order; });
  }
  bool has_owner() const {
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return !step.owner.empty(); });
  }
};

/// The built-in mix: what the first user's backend asks most.
std::span<const Statement> known_statements();

/// What message_insert writes as content.
const char* message_content();

}  // namespace loadtest
