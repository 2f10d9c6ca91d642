#include "pg/fatal.h"

#include <libpq-fe.h>

#include <string_view>

namespace loadtest::pg {

bool is_fatal(const pg_result* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  const std::string_view severity = field != nullptr ? field : "";
  return severity == "FATAL" || severity == "PANIC";
}

}  // namespace loadtest::pg
