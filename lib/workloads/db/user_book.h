#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"
#include "engine/workload.h"
#include "pg/admin.h"
#include "workloads/db/db_settings.h"
#include "workloads/db/identity.h"
#include "workloads/db/user_rows.h"

namespace loadtest {

/// One user whose requests are played, and which of the rows in the book are the user's.
struct BookedUser {
  std::string id, claims;
  std::uint32_t first_expense = 0, expenses = 0;
  std::uint32_t first_conversation = 0, conversations = 0;
  std::vector<bool> rows_seen;  // by entry of the mix: whether the login role saw rows for it
};

/// The users of a run, read before it.
struct UserBook {
  static constexpr std::size_t users_max = 1000;                     // read from the database; --user-ids may name more
  static constexpr std::size_t users_in_turn_max = 100;              // where each has to be asked on its own
  static constexpr std::size_t rows_each_max = FoundRows::each_max;  // expenses and conversations kept of each

  std::vector<BookedUser> users;                     // each has what every write of the mix needs
  std::vector<std::string> expenses, conversations;  // ids
  std::size_t users_looked_at = 0;

  /// Reads users and their rows by the login role or, where that does not see them, as each user (a warning: then a
  /// read that returns nothing cannot be told from a user who has nothing). Errors (target): no users, or none that the
  /// writes could be done for.
  static Result<UserBook> read(pg::Admin&, const DbSettings&, const Identity* as, Remarks&);
};

}  // namespace loadtest
