#pragma once

#include <array>

#include "pg/connection.h"
#include "workloads/db/query.h"

namespace loadtest {

/// What one transaction sends for a query, as PostgREST does: BEGIN, role and claims, the statement, COMMIT. Calls
/// point into what they were made from.
class Frame {
 public:
  /// `prepared` = by name where there is one.
  Frame(const DbRun& run, Query& query, bool prepared) : run_(run), query_(query), prepared_(prepared) {}

  pg::Call begin() const;
  pg::Call commit() const;
  pg::Call roll_back() const;
  pg::Call identity();
  pg::Call statement();

  /// Order of the calls where all go out together.
  enum Place : std::size_t { at_begin, at_identity, at_statement, at_commit };
  std::array<pg::Call, 4> all() { return {begin(), identity(), statement(), commit()}; }
  /// What is prepared beside the statements of the mix: names and texts.
  static std::vector<std::pair<std::string, std::string>> to_prepare(const DbRun&);

 private:
  const DbRun& run_;
  Query& query_;
  Identity::Values identity_values_;
  bool prepared_;
};

}  // namespace loadtest
