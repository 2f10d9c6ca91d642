#include <future>

#include "unit/db/world.h"
#include "workloads/db/run_rows.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::HasSubstr;

class RemoveRowsTest : public WithDatabase {
 protected:
  // Of this run and of another one, and one that no run wrote.
  void insert_rows(int of_this_run) {
    const RunRows rows(run_id), others("20261123-184200-ffffff");
    for (int n = 0; n < of_this_run; ++n) insert(rows.message(static_cast<std::uint64_t>(n)).data());
    insert(rows.last());
    insert(others.first());
    insert("6f9619ff-8b86-4d01-b42d-00cf4fc964ff");
  }
  void insert(const std::string& id) { run(statement(id)); }
  static std::string statement(const std::string& id) {
    return "insert into pam_messages (id, conversation_id) values ('" + id +
           "', '00000000-0000-4000-9000-000000000001')";
  }
  std::string left() { return value("select count(*) from pam_messages"); }
};

TEST_F(RemoveRowsTest, TakesTheRunsOwnRowsAndNoOther) {
  insert_rows(5);
  const auto rows = remove_rows(settings("owner"));
  ASSERT_TRUE(rows) << rows.error().line();
  EXPECT_EQ(rows->removed, 6u);
  EXPECT_EQ(rows->left, 0u);
  EXPECT_EQ(left(), "2");
  EXPECT_EQ(remove_rows(settings("owner"))->removed, 0u) << "and again";
}

TEST_F(RemoveRowsTest, TakesManyInSeveralSteps) {
  const RunRows rows(run_id);
  const std::string first = rows.first();
  run("insert into pam_messages (id, conversation_id) select ('" + first.substr(0, 24) +
      "' || lpad(to_hex(n), 12, '0'))::uuid, '00000000-0000-4000-9000-000000000001' from generate_series(1, 45000) n");
  EXPECT_EQ(remove_rows(settings("owner"))->removed, 45'000u);
  EXPECT_EQ(left(), "0");
}

TEST_F(RemoveRowsTest, TakesThemAsEachUserWhereTheLoginRoleMayNot) {
  insert_rows(5);
  DbSettings asked = settings("authenticator");
  asked.user_ids = {ben, ada};
  const auto rows = remove_rows(asked);
  ASSERT_TRUE(rows) << rows.error().line();
  EXPECT_EQ(rows->removed, 6u);
  EXPECT_EQ(left(), "2");
}

TEST_F(RemoveRowsTest, SaysHowTheyAreRemovedWhereItMayNot) {
  insert_rows(1);
  DbSettings asked = settings("authenticator");
  asked.rls = Rls::off;
  const auto off = remove_rows(asked);
  ASSERT_FALSE(off);
  EXPECT_THAT(off.error().line(),
              HasSubstr("login role authenticator may not delete from public.pam_messages (they are "
                        "removed by: DELETE FROM public.pam_messages WHERE id BETWEEN '"));
  EXPECT_THAT(remove_rows(settings("authenticator")).error().line(), HasSubstr("--user-ids"));
  run("revoke delete on pam_messages from authenticated");
  asked = settings("authenticator");
  asked.user_ids = {ada};
  EXPECT_THAT(remove_rows(asked).error().line(), HasSubstr("42501 insufficient_privilege"));
}

TEST_F(RemoveRowsTest, MissesTheTableByName) {
  run("drop table pam_messages");
  EXPECT_THAT(remove_rows(settings("owner")).error().line(), HasSubstr("table public.pam_messages does not exist"));
}

TEST_F(RemoveRowsTest, WaitsForStatementsOfTheRunThatAreUnderWay) {
  // As the run's connection does that was cut off: it inserts late.
  pg::Admin late = log_in("owner");
  const std::string id = RunRows(run_id).message(7).data();
  auto inserting = std::async(std::launch::async, [&] {
    return late.query("BEGIN; SELECT pg_sleep(1); " + statement(id) + "; COMMIT").has_value();
  });
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (value("select count(*) from pg_stat_activity where usename = 'owner' and state = 'active'") == "0") {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
  const auto rows = remove_rows(settings("owner"));
  ASSERT_TRUE(rows) << rows.error().line();
  EXPECT_EQ(rows->removed, 1u);
  EXPECT_TRUE(inserting.get());
  EXPECT_EQ(left(), "0");
}

}  // namespace
}  // namespace loadtest
