#include "workloads/db/leak_look.h"

#include <fmt/format.h>

#include "core/text.h"
#include "workloads/db/admin_transaction.h"
#include "workloads/db/user_rows.h"

namespace loadtest {

namespace {

constexpr std::size_t users_asked_max = 3;
// Without an index it reads the whole table, which is not worth more of the server's time than this.
constexpr const char* patience = "SET LOCAL statement_timeout = '5s'";

Result<pg::Admin::Rows> foreign_rows(pg::Admin& admin, const Identity& identity, const BookedUser& user,
                                     UserRows kind) {
  const std::string_view table = table_of(kind), column = user_column_of(kind);
  auto lookup = AdminTransaction::begin(admin, AdminTransaction::Access::read,
                                        fmt::format("{} could not be searched for other users' rows", table),
                                        identity.transaction_sql(admin, user.id, user.claims) + "; " + patience);
  if (!lookup) return tl::unexpected(lookup.error());
  return lookup->query(
      fmt::format("WITH seen AS (SELECT {}::text AS whose FROM {} WHERE {} <> {}::uuid LIMIT 1) "
                  "SELECT whose FROM seen",
                  column, table, column, admin.quote(user.id)));
}

}  // namespace

std::vector<std::string> look_for_leaks(pg::Admin& admin, const QueryMix& mix, const Identity& identity,
                                        const UserBook& book, const Access& requests, Remarks& remarks) {
  std::vector<std::string> leaks;
  for (const UserRows kind : kinds_of(mix)) {
    const TableAccess* table = requests.find(table_of(kind));
    if (table == nullptr || !table->may_read || !table->row_security_active) continue;
    for (std::size_t i = 0; i < std::min(users_asked_max, book.users.size()); ++i) {
      const BookedUser& user = book.users[i];
      const auto rows = foreign_rows(admin, identity, user, kind);
      if (!rows) {
        remarks.warnings.push_back(rows.error().message);
        break;
      }
      if (rows->empty()) continue;
      leaks.push_back(fmt::format("the policies of {} let user {} read a row of {}", table_of(kind), user.id,
                                  escape_foreign(rows->at(0).at(0).value_or(""), 60)));
      break;
    }
  }
  return leaks;
}

}  // namespace loadtest
