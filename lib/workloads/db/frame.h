#pragma once

#include <array>

#include "pg/connection.h"
#include "workloads/db/query.h"

namespace loadtest {

/// What one transaction sends for a query, as PostgREST does: BEGIN, role and claims, the statement, COMMIT. Calls
/// point into what they were made from.
class Frame {
 public:
  /// The name under which the statement that sets role and claims is prepared.
  static constexpr const char* identity_name = "loadtest_frame";

  /// `prepared` = by name where there is one.
  Frame(const DbRun& run, const Query& query, bool prepared);

  const char* begin() const;
  static const char* commit() { return "COMMIT"; }
  pg::Call identity() const;
  pg::Call statement() const;

  /// Order of the calls where all go out together.
  enum Place : std::size_t { at_begin, at_identity, at_statement, at_commit };
  std::array<pg::Call, 4> all() const;
  /// What all() has prepared beside the statements of the mix: names and texts.
  static std::vector<std::pair<std::string, std::string>> to_prepare(const DbRun&);

 private:
  const DbRun& run_;
  const Query& query_;
  std::array<const char*, 2> identity_parameters_;
  bool prepared_;
};

}  // namespace loadtest
