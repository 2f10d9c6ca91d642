#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "workloads/db/statement.h"

namespace loadtest {

/// The statements of a run with their shares of it.
struct QueryMix {
  struct Entry {
    const Statement* statement;
    double weight;
    std::string path;    // of a request that it would answer: "/expenses"
    const char* method;  // of that one: "GET"
  };
  std::vector<Entry> entries;                         // with a weight above 0
  std::shared_ptr<const std::vector<Statement>> own;  // the statements of files; null = those that are built in
  std::vector<std::string> samples;                   // queries whose first column values are drawn from
  std::string isolation;                              // of transactions; empty = the server's or the role's

  /// Whether rows come of it that were not there.
  bool inserts() const;
  bool is_built_in() const { return own == nullptr; }
  /// Whether something is to be removed after it.
  bool cleans_up() const;
  /// Whether it is something of users that is asked for.
  bool asks_for_users() const;
  /// `mix` = "R:W", `only` = names separated by commas, or empty. Every problem is told.
  static QueryMix read(const std::string& mix, const std::string& only, Problems&);
};

/// Those of `all` that are named, separated by commas. Every problem is told, as one of --only.
std::vector<const Statement*> find_statements(std::span<const Statement> all, std::string_view only, Problems&);

}  // namespace loadtest
