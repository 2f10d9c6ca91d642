#pragma once

#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/db/admin_transaction.h"
#include "workloads/db/query_mix.h"
#include "workloads/db/statement.h"

namespace loadtest {

/// The table in which a user's rows of this kind are.
std::string_view table_of(UserRows);
/// Its column that names the user.
std::string_view user_column_of(UserRows);
/// The kinds that the statements of a mix are about.
std::set<UserRows> kinds_of(const QueryMix&);

/// Ids of rows by user and kind, as far as whoever asked could see them; some of each, in order.
class FoundRows {
 public:
  static constexpr std::size_t each_max = 20;

  /// Looks for the rows of these users. Few questions, whatever their number.
  Status look_up(AdminTransaction&, std::span<const std::string> users, const std::set<UserRows>& kinds);
  const std::vector<std::string>& of(const std::string& user, UserRows) const;

 private:
  Status look_up_part(AdminTransaction&, std::span<const std::string> users, const std::set<UserRows>& kinds);
  std::map<std::pair<UserRows, std::string>, std::vector<std::string>> ids_;
};

}  // namespace loadtest
