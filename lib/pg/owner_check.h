#pragma once

#include <cstdint>

struct pg_result;  // libpq's PGresult

namespace loadtest::pg {

/// Whose the rows of an answer should be: what stands in one of its columns, as text.
struct Owner {
  const char* column = nullptr;  // null = nobody looks
  const char* value = nullptr;   // empty = nobody's: any owner is a foreign one
};

/// Rows of an answer that have another owner. A row whose owner is NULL is nobody's, and not foreign.
struct ForeignRows {
  std::uint32_t count = 0;
  int first = -1, column = -1;  // in the result; no column: it has none of that name
};

ForeignRows find_foreign(const pg_result*, const Owner&);

}  // namespace loadtest::pg
