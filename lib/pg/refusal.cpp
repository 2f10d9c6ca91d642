#include "pg/refusal.h"

#include <libpq-fe.h>

#include <string_view>

namespace loadtest::pg {

namespace {

std::string_view field_of(const pg_result* result, int which) {
  constexpr std::size_t kept_max = 1024;
  const char* text = PQresultErrorField(result, which);
  return std::string_view(text != nullptr ? text : "").substr(0, kept_max);
}

}  // namespace

void Refusal::read(const pg_result* result) {
  constexpr std::string_view deadlock_detected = "40P01";
  message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
  detail.clear();
  if (field_of(result, PG_DIAG_SQLSTATE) != deadlock_detected) return;
  detail = field_of(result, PG_DIAG_MESSAGE_DETAIL);
  if (const std::string_view where = field_of(result, PG_DIAG_CONTEXT); !where.empty())
    detail.append("\n").append(where);
}

}  // namespace loadtest::pg
