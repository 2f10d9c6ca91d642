#include "pg/owner_check.h"

#include <libpq-fe.h>

#include <cstring>

namespace loadtest::pg {

namespace {

// PQfnumber() would copy the name each time.
int find_column(const PGresult* result, const char* name) {
  for (int column = 0; column < PQnfields(result); ++column) {
    if (std::strcmp(PQfname(result, column), name) == 0) return column;
  }
  return -1;
}

}  // namespace

ForeignRows find_foreign(const pg_result* result, const Owner& owner) {
  ForeignRows found;
  found.column = find_column(result, owner.column);
  if (found.column < 0) return found;
  for (int row = 0; row < PQntuples(result); ++row) {
    if (std::strcmp(PQgetvalue(result, row, found.column), owner.value) == 0) continue;
    if (PQgetisnull(result, row, found.column) != 0) continue;
    if (found.count++ == 0) found.first = row;
  }
  return found;
}

}  // namespace loadtest::pg
