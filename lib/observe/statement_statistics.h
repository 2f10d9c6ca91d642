#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/observed.h"
#include "observe/counter_snapshot.h"
#include "observe/database_link.h"

namespace loadtest {

/// Counters of the statements of the database: a row each of key (role's number / statement's number), role, the
/// statement's number, whether it is `as_current_user`'s alone, and counters. The texts stay where they are, since
/// reading them costs more than all the rest.
std::string statement_counters_sql(const CatalogColumns&, const std::string& schema, const std::string& database_oid,
                                   bool as_current_user);

/// What pg_stat_statements says of the statements that ran between two looks.
class StatementStatistics {
 public:
  void look_before(DatabaseLink&);
  void look_after(DatabaseLink&);
  void write(Observed&) const;

 private:
  struct Look {
    CounterSnapshot counters;
    std::vector<std::string> seen_as;   // roles that were taken to see theirs, quoted
    std::optional<double> deallocated;  // entries that made room for others
  };

  std::optional<Look> look(DatabaseLink&);
  void read_texts(DatabaseLink&, const Look& after);

  std::optional<Look> before_;
  CounterSnapshot moved_;
  std::map<std::string, std::string> texts_;  // by key
  std::vector<std::string> notes_;
};

}  // namespace loadtest
