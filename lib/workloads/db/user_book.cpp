#include "workloads/db/user_book.h"

#include <algorithm>
#include <chrono>

#include "core/units.h"
#include "workloads/db/access.h"
#include "workloads/db/user_ids.h"

namespace loadtest {
namespace {

using Mode = AdminTransaction::Access;

constexpr const char* purpose = "the users' rows could not be read";

std::vector<std::string> tables_asked(const std::set<UserRows>& kinds) {
  std::vector<std::string> tables = user_tables();
  for (const UserRows kind : kinds) tables.emplace_back(table_of(kind));
  return tables;
}

template <class Condition>
std::set<UserRows> kinds_where(const std::set<UserRows>& kinds, const Access& access, Condition holds) {
  std::set<UserRows> chosen;
  for (const UserRows kind : kinds)
    if (const TableAccess* table = access.find(table_of(kind)); table && holds(*table)) chosen.insert(kind);
  return chosen;
}

std::int64_t seconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

/// Who is asked about, and what was found of them.
struct Findings {
  std::vector<std::string> users;
  FoundRows rows;
};

class Finder {
 public:
  Finder(pg::Admin& admin, const DbSettings& settings, const Identity* as, Remarks& remarks)
      : admin_(admin), settings_(settings), as_(as), remarks_(remarks), kinds_(kinds_of(settings.mix)) {}

  Result<Findings> find() {
    Access login;
    Findings found;
    if (auto read = read_users(login, found.users); !read) return tl::unexpected(read.error());
    const auto there = kinds_where(kinds_, login, [](const TableAccess&) { return true; });
    const auto seen = kinds_where(kinds_, login, [](const TableAccess& table) { return table.sees_all(); });
    if (seen != there) {
      remarks_.warnings.push_back(
          "login role " + login.role +
          " does not see the rows of all users: a read that returns nothing cannot be told from "
          "a user who has nothing");
    }
    auto done = as_ && seen != there ? look_up_in_turn(found) : look_up_at_once(found, login);
    if (!done) return tl::unexpected(done.error());
    return found;
  }

 private:
  Status read_users(Access& login, std::vector<std::string>& users) {
    auto lookup = AdminTransaction::begin(admin_, Mode::read, purpose);
    if (!lookup) return tl::unexpected(lookup.error());
    auto access = Access::read(*lookup, tables_asked(kinds_));
    if (!access) return tl::unexpected(access.error());
    login = std::move(*access);
    users = settings_.user_ids;
    if (!users.empty()) return {};
    auto found = find_user_ids(*lookup, login, UserBook::users_max);
    if (!found) return tl::unexpected(found.error());
    users = std::move(*found);
    return {};
  }

  Status look_up_at_once(Findings& found, const Access& login) {
    auto lookup = AdminTransaction::begin(admin_, Mode::read, purpose);
    if (!lookup) return tl::unexpected(lookup.error());
    const auto readable = kinds_where(kinds_, login, [](const TableAccess& table) { return table.may_read; });
    return found.rows.look_up(*lookup, found.users, readable);
  }

  Status look_up_in_turn(Findings& found) {
    if (found.users.size() > UserBook::users_in_turn_max) found.users.resize(UserBook::users_in_turn_max);
    std::set<UserRows> readable;
    for (const std::string& user : found.users) {
      const std::string claims = make_claims(user, as_->role, seconds_now());
      auto lookup = AdminTransaction::begin(admin_, Mode::read, purpose, as_->transaction_sql(admin_, user, claims));
      if (!lookup) return tl::unexpected(lookup.error());
      if (&user == &found.users.front()) {
        const auto access = Access::read(*lookup, tables_asked(kinds_));
        if (!access) return tl::unexpected(access.error());
        readable = kinds_where(kinds_, *access, [](const TableAccess& table) { return table.may_read; });
      }
      if (auto done = found.rows.look_up(*lookup, std::span(&user, 1), readable); !done) return done;
    }
    return {};
  }

  pg::Admin& admin_;
  const DbSettings& settings_;
  const Identity* as_;
  Remarks& remarks_;
  std::set<UserRows> kinds_;
};

/// Makes the book of what was found.
class Binder {
 public:
  Binder(const DbSettings& settings, const Identity* as) : mix_(settings.mix), as_(as) {
    for (const QueryMix::Entry& entry : mix_.entries)
      if (entry.statement->writes && entry.statement->rows) needed_.insert(*entry.statement->rows);
  }

  void add(const std::string& user, const FoundRows& found, std::int64_t now_s) {
    const auto lacks = [&](UserRows kind) { return found.of(user, kind).empty(); };
    for (const UserRows kind : needed_)
      if (!lacks(kind)) met_.insert(kind);
    ++book_.users_looked_at;
    if (std::any_of(needed_.begin(), needed_.end(), lacks)) return;
    BookedUser& booked = book_.users.emplace_back();
    booked.id = user;
    if (as_) booked.claims = make_claims(user, as_->role, now_s);
    const auto append = [](const std::vector<std::string>& from, std::vector<std::string>& to, std::uint32_t& first) {
      first = static_cast<std::uint32_t>(to.size());
      to.insert(to.end(), from.begin(), from.end());
      return static_cast<std::uint32_t>(from.size());
    };
    booked.expenses = append(found.of(user, UserRows::expenses), book_.expenses, booked.first_expense);
    booked.conversations =
        append(found.of(user, UserRows::conversations), book_.conversations, booked.first_conversation);
    for (const QueryMix::Entry& entry : mix_.entries)
      booked.rows_seen.push_back(entry.statement->rows && !lacks(*entry.statement->rows));
  }

  Result<UserBook> finish(Remarks& remarks) {
    if (book_.users.empty()) return fail_for_writes();
    std::vector<std::string_view> without;
    std::size_t with_rows = 0;
    for (std::size_t i = 0; i < mix_.entries.size(); ++i) {
      if (!mix_.entries[i].statement->rows) continue;
      ++with_rows;
      const bool seen =
          std::any_of(book_.users.begin(), book_.users.end(), [&](const auto& u) { return u.rows_seen[i]; });
      if (!seen) without.push_back(mix_.entries[i].statement->name);
    }
    if (with_rows > 0 && without.size() == with_rows) {
      return fail(
          ErrorKind::target, "no user of " + users_looked_at() + " has a row for any statement of the mix" + seen_as(),
          "--user-ids FILE names other users; if these have rows, row level security or a missing right hides them");
    }
    for (const std::string_view name : without)
      remarks.warnings.push_back("no user of " + users_looked_at() + " has a row for " + std::string(name) +
                                 ": its empty answers count as ok");
    return std::move(book_);
  }

 private:
  std::string users_looked_at() const { return "the " + show_count(book_.users_looked_at) + " read"; }
  std::string seen_as() const { return as_ ? "" : " that the login role sees"; }

  tl::unexpected<Error> fail_for_writes() const {
    std::string lacking;
    for (const UserRows kind : needed_)
      if (!met_.contains(kind)) lacking += (lacking.empty() ? "" : " or ") + std::string(table_of(kind));
    if (lacking.empty()) lacking = "all of the tables that are written to";
    return fail(ErrorKind::target,
                "no user of " + users_looked_at() + " has a row in " + lacking + ", which the writes need",
                "--mix 100:0 leaves the writes out, --user-ids FILE names other users");
  }

  const QueryMix& mix_;
  const Identity* as_;
  std::set<UserRows> needed_, met_;  // by the writes; by some user
  UserBook book_;
};

}  // namespace

Result<UserBook> UserBook::read(pg::Admin& admin, const DbSettings& settings, const Identity* as, Remarks& remarks) {
  if (!settings.needs_users()) {
    UserBook nobody;
    nobody.users.push_back({.id = {}, .claims = {}, .rows_seen = std::vector<bool>(settings.mix.entries.size())});
    return nobody;
  }
  auto found = Finder(admin, settings, as, remarks).find();
  if (!found) return tl::unexpected(found.error());
  Binder binder(settings, as);
  const std::int64_t now_s = seconds_now();
  for (const std::string& user : found->users) binder.add(user, found->rows, now_s);
  return binder.finish(remarks);
}

}  // namespace loadtest
