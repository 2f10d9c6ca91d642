#include "workloads/db/user_rows.h"

#include <fmt/format.h>

namespace loadtest {
namespace {

struct Kind {
  UserRows rows;
  std::string_view name, table, user_column;
};

constexpr std::array<Kind, 4> kinds{{
    {UserRows::profile, "profile", "public.profiles", "id"},
    {UserRows::expenses, "expenses", "public.expenses", "user_id"},
    {UserRows::budgets, "budgets", "public.budgets", "user_id"},
    {UserRows::conversations, "conversations", "public.pam_conversations", "user_id"},
}};

// One question about so many users: with an index it is as quick as several, without one each reads the whole table.
constexpr std::size_t users_each_time = 5000;

}  // namespace

std::string_view table_of(UserRows rows) { return kinds[static_cast<std::size_t>(rows)].table; }

std::string_view user_column_of(UserRows rows) { return kinds[static_cast<std::size_t>(rows)].user_column; }

std::set<UserRows> kinds_of(const QueryMix& mix) {
  std::set<UserRows> used;
  for (const QueryMix::Entry& entry : mix.entries)
    if (entry.statement->rows) used.insert(*entry.statement->rows);
  return used;
}

Status FoundRows::look_up(AdminTransaction& lookup, std::span<const std::string> users,
                          const std::set<UserRows>& wanted) {
  for (std::size_t at = 0; at < users.size() && !wanted.empty(); at += users_each_time) {
    const auto part = users.subspan(at, std::min(users_each_time, users.size() - at));
    if (auto done = look_up_part(lookup, part, wanted); !done) return done;
  }
  return {};
}

Status FoundRows::look_up_part(AdminTransaction& lookup, std::span<const std::string> users,
                               const std::set<UserRows>& wanted) {
  std::string list;
  for (const std::string& user : users) list += (list.empty() ? "{" : ",") + user;
  std::string sql = fmt::format("WITH asked(id) AS (SELECT unnest({}::uuid[]))", lookup.quote(list + "}"));
  const char* between = " ";
  for (const UserRows rows : wanted) {
    const Kind& kind = kinds[static_cast<std::size_t>(rows)];
    sql += fmt::format(
        "{}SELECT '{}' AS kind, x.u::text AS u, x.id::text AS id FROM (SELECT t.{} AS u, t.id, row_number() OVER "
        "(PARTITION "
        "BY t.{} ORDER BY t.id) AS n FROM {} t JOIN asked a ON t.{} = a.id) x WHERE x.n <= {}",
        between, kind.name, kind.user_column, kind.user_column, kind.table, kind.user_column, each_max);
    between = " UNION ALL ";
  }
  const auto found = lookup.query(sql + " ORDER BY kind, u, id");
  if (!found) return tl::unexpected(found.error());
  for (const auto& row : *found) {
    for (const Kind& kind : kinds)
      if (row.at(0) == kind.name) ids_[{kind.rows, row.at(1).value_or("")}].push_back(row.at(2).value_or(""));
  }
  return {};
}

const std::vector<std::string>& FoundRows::of(const std::string& user, UserRows rows) const {
  static const std::vector<std::string> none;
  const auto found = ids_.find({rows, user});
  return found == ids_.end() ? none : found->second;
}

}  // namespace loadtest
