#pragma once

#include <map>
#include <string>

#include "core/observed.h"
#include "observe/counter_snapshot.h"
#include "observe/database_link.h"

namespace loadtest {

/// What was done to the tables and indexes of a database between two looks.
class TableStatistics {
 public:
  void look_before(DatabaseLink& link) { look(link, tables_, indexes_); }
  void look_after(DatabaseLink&);
  void write(Observed&) const;

 private:
  static void look(DatabaseLink&, CounterSnapshot& tables, CounterSnapshot& indexes);
  void write_tables(Observed&) const;
  void write_indexes(Observed&) const;

  CounterSnapshot tables_, indexes_;     // before; then what moved
  std::map<std::string, double> sizes_;  // bytes, by oid
  bool looked_ = false;
  std::string no_sizes_;  // why there are none
};

}  // namespace loadtest
