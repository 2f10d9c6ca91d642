#pragma once

#include <map>
#include <string>
#include <string_view>

#include "workloads/db/statement.h"

namespace loadtest {

/// --define: what :name stands for where no value is called so.
using Defines = std::map<std::string, std::string, std::less<>>;

/// Makes a statement of what a file says: values by name, then steps whose ":name" become "$1". Known without being
/// said are :user (the id of who asks), :run (the run's id) and :row (an id for a row that the run makes). Errors
/// (config) are without the place.
class StatementMaker {
 public:
  StatementMaker(std::string name, const Defines& defines);

  /// One of another name that has the same values already.
  StatementMaker named(std::string name) const;

  Status add_expression(std::string name, std::string_view text);
  Status add(Value);
  Status add_step(Step);
  Status set_clean_up(std::string sql);
  /// Its kind is what its steps do, unless it is said.
  Statement take();

  /// Whether SQL may change something.
  static bool writes(std::string_view sql);

 private:
  Result<std::size_t> index_of(std::string_view name);
  std::size_t find(std::string_view name) const;
  void use(std::size_t index, Step&);

  Statement statement_;
  const Defines& defines_;
};

/// The clean_up of a statement with the run's values written in.
std::string clean_up_sql(const Statement&, const std::string& run_id);

/// A name that an operation can have: letters, digits, _ and -.
bool is_operation_name(std::string_view name);

}  // namespace loadtest
