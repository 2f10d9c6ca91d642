#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pg/admin.h"
#include "plan_look/plan_look.h"
#include "workloads/db/query.h"
#include "workloads/db/slow_queries.h"

namespace loadtest {

/// One execution that the database was asked the plan of.
struct ExplainedQuery {
  SeenQuery seen;
  PlanLook look;
  std::optional<bool> generic;  // the plan of a prepared statement that serves all values
};

/// Asks how the database carries out what was seen under load: with the same role, claims and values, sent the same
/// way, in transactions that are rolled back, none of them longer than some seconds.
class Explainer {
 public:
  /// `prepared` = as the load's statements were, at the end.
  Explainer(pg::Admin&, const DbRun&, bool prepared, TimePoint deadline);

  /// None where it may not be run, where there is no time left, or where the server refused: then a note says so.
  /// `of_step` = what else is known of the step.
  std::optional<ExplainedQuery> explain(const SeenQuery&, const SlowQueries::Step& of_step);
  /// Whether the step may be run again.
  bool may_run(const SeenQuery&) const;
  bool in_time() const { return Clock::now() < deadline_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void aim(Query&, const SeenQuery&) const;
  std::string literal(const Query&, std::span<const char* const> values) const;
  std::string execution(Query&) const;
  tl::expected<std::string, pg::SqlError> ask(Query&, const SlowQueries::Step&, ExplainedQuery&);
  tl::expected<pg::Admin::Rows, pg::SqlError> set_up(Query&, const SeenQuery&);
  void prepare_as_the_load(Query&, const SlowQueries::Step&);
  void note(const std::string& text);

  pg::Admin& admin_;
  const DbRun& run_;
  const bool prepared_;
  const TimePoint deadline_;
  std::string name_;  // of the prepared statement
  unsigned count_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace loadtest
