#pragma once

#include <string>

#include "observe/catalog_columns.h"

namespace loadtest {

/// Whose sessions are the load's.
struct LoadSessions {
  std::string database_oid;
  std::string applications;  // their names as an SQL list of literals: "'a', 'b'"; empty = all that can be seen there
};

/// What the load's sessions are busy with, a row each: wait type, event, how many; and for up to five of those that
/// wait for a lock who holds it: '' and '' and NULL, then waiting pid and statement, holder's pid, statement and state
/// ("waiting" where it waits for a lock itself), kind of lock, relation, milliseconds. It touches no table, and asks
/// for locks only where somebody waits for one.
std::string session_samples_sql(const CatalogColumns&, const LoadSessions&);

/// Sessions of the database that have been idle in a transaction for a second and more, the longest first: pid,
/// application, last statement, milliseconds, locks held on relations.
std::string idle_in_transaction_sql(const LoadSessions&);

}  // namespace loadtest
