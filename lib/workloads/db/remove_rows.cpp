#include <fmt/format.h>

#include <algorithm>

#include "workloads/db/access.h"
#include "workloads/db/await_statements.h"
#include "workloads/db/identity.h"
#include "workloads/db/run_rows.h"
#include "workloads/db/user_book.h"
#include "workloads/db/user_ids.h"

namespace loadtest {
namespace {

using Mode = AdminTransaction::Access;

constexpr const char* purpose = "the run's rows could not be removed";
constexpr const char* messages = "public.pam_messages";
constexpr const char* conversations = "public.pam_conversations";
// Rows of one statement: short enough for a role's statement time-out, and for others who wait for these rows.
constexpr std::uint64_t rows_each_time = 20'000;

std::uint64_t number(const Result<pg::Admin::Rows>& rows) {
  if (rows->empty() || !rows->at(0).at(0)) return 0;
  return std::stoull(*rows->at(0).at(0));
}

class Remover {
 public:
  Remover(pg::Admin& admin, const DbSettings& settings) : admin_(admin), settings_(settings) {
    const RunRows rows(settings.run_id);
    range_ = fmt::format("id BETWEEN '{}' AND '{}'", rows.first(), rows.last());
  }

  Result<RemovedRows> remove() {
    const bool quiet = await_statements(admin_, settings_);
    auto rows = find_and_remove();
    if (rows) rows->quiet = quiet;
    return rows;
  }

 private:
  Result<RemovedRows> find_and_remove() {
    auto lookup = AdminTransaction::begin(admin_, Mode::read, purpose);
    if (!lookup) return tl::unexpected(lookup.error());
    const std::vector<std::string> tables{"auth.users", "public.profiles", messages, conversations};
    const auto login = Access::read(*lookup, tables);
    if (!login) return tl::unexpected(login.error());
    const TableAccess* table = login->find(messages);
    if (!table) return fail(ErrorKind::target, fmt::format("table {} does not exist", messages));
    const bool off = settings_.rls == Rls::off || settings_.role.empty();
    if (table->may_delete && (table->sees_all() || off)) {
      if (auto ended = lookup->commit(); !ended) return tl::unexpected(ended.error());
      auto rows = remove_as("");
      if (rows) rows->saw_all = table->sees_all();
      return rows;
    }
    if (off) return tl::unexpected(not_allowed(*login));
    const auto users = find_users(*lookup, *login);
    if (!users) return tl::unexpected(users.error());
    if (auto ended = lookup->commit(); !ended) return tl::unexpected(ended.error());
    return remove_as_each(*users);
  }

  // Those who wrote, where that can be seen; else those that the run was given.
  Result<std::vector<std::string>> find_users(AdminTransaction& lookup, const Access& login) {
    const TableAccess *written = login.find(messages), *owners = login.find(conversations);
    all_are_known_ = written && written->sees_all() && owners && owners->sees_all();
    if (all_are_known_) {
      const auto rows = lookup.query(
          fmt::format("SELECT DISTINCT c.user_id::text FROM {} c JOIN (SELECT conversation_id FROM {} WHERE {}) m ON "
                      "m.conversation_id = c.id ORDER BY 1",
                      conversations, messages, range_));
      if (!rows) return tl::unexpected(rows.error());
      std::vector<std::string> users;
      for (const auto& row : *rows) users.push_back(row.at(0).value_or(""));
      return users;
    }
    // As the run's book did: where others' rows are not seen, each user was asked for, and that for a few only.
    const std::size_t most = owners && owners->sees_all() ? user_ids_max : UserBook::users_in_turn_max;
    if (settings_.user_ids.empty()) return find_user_ids(lookup, login, std::min(most, UserBook::users_max));
    std::vector<std::string> users = settings_.user_ids;
    if (users.size() > most) users.resize(most);
    return users;
  }

  Result<RemovedRows> remove_as(const std::string& identity) {
    RemovedRows rows;
    for (std::uint64_t removed = rows_each_time; removed >= rows_each_time; rows.removed += removed) {
      auto work = AdminTransaction::begin(admin_, Mode::write, purpose, identity);
      if (!work) return tl::unexpected(work.error());
      const auto done = work->query(fmt::format(
          "WITH batch AS (SELECT id FROM {} WHERE {} ORDER BY id LIMIT {}), gone AS (DELETE FROM {} m USING batch "
          "WHERE m.id = batch.id RETURNING 1) SELECT count(*) FROM gone",
          messages, range_, rows_each_time, messages));
      if (!done) return tl::unexpected(with_hint(done.error()));
      removed = number(done);
      const auto left = work->query(fmt::format("SELECT count(*) FROM {} WHERE {}", messages, range_));
      if (!left) return tl::unexpected(with_hint(left.error()));
      rows.left = number(left);
      if (auto kept = work->commit(); !kept) return tl::unexpected(kept.error());
    }
    return rows;
  }

  Result<RemovedRows> remove_as_each(const std::vector<std::string>& users) {
    auto identity = Identity::read(admin_, settings_.role);
    if (!identity) return tl::unexpected(identity.error());
    RemovedRows all;
    all.saw_all = all_are_known_;
    for (const std::string& user : users) {
      const auto rows = remove_as(identity->transaction_sql(admin_, user, make_claims(user, settings_.role, 0)));
      if (!rows) return tl::unexpected(rows.error());
      all.removed += rows->removed;
      all.left += rows->left;
    }
    return all;
  }

  Error not_allowed(const Access& login) const {
    return with_hint({ErrorKind::target, "login role " + login.role + " may not delete from " + messages, {}});
  }

  Error with_hint(Error error) const {
    error.hint = fmt::format("they are removed by: DELETE FROM {} WHERE {}", messages, range_);
    return error;
  }

  pg::Admin& admin_;
  const DbSettings& settings_;
  std::string range_;
  bool all_are_known_ = false;  // who wrote
};

}  // namespace

Result<RemovedRows> remove_rows(const DbSettings& settings) {
  auto admin = pg::Admin::connect(settings.conninfo, settings.connect_timeout);
  if (!admin) return tl::unexpected(admin.error());
  return Remover(*admin, settings).remove();
}

}  // namespace loadtest
