#include "workloads/db/inspection.h"

#include "unit/db/world.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

class InspectionTest : public WithDatabase {
 protected:
  std::string problem(const DbSettings& settings) {
    const auto found = inspect(settings, remarks);
    if (found) return "none";
    EXPECT_EQ(found.error().kind, ErrorKind::target);
    return found.error().line();
  }
  Remarks remarks;
};

TEST_F(InspectionTest, TellsWhatIsThere) {
  const auto found = inspect(settings("owner"), remarks);
  ASSERT_TRUE(found) << found.error().line();
  EXPECT_THAT(remarks.warnings, IsEmpty());
  EXPECT_TRUE(found->prepare_statements);
  EXPECT_EQ(found->identity.role, "authenticated");
  EXPECT_EQ(found->book.users.size(), 1u);
  const Facts& facts = found->facts;
  EXPECT_THAT(facts, Contains(Pair("server", StartsWith("PostgreSQL 1"))));
  EXPECT_THAT(facts, Contains(Pair("login role", "owner")));
  EXPECT_THAT(facts, Contains(Pair("bypasses RLS", "yes")));
  EXPECT_THAT(facts, Contains(Pair("identity", "authenticated, set in each transaction")));
  EXPECT_THAT(facts, Contains(Pair("users", "1 of 3 read")));
  EXPECT_THAT(facts, Contains(Pair("auth.uid()", StartsWith("CREATE OR REPLACE FUNCTION auth.uid()"))));
  EXPECT_THAT(facts, Contains(Pair("pooler", "no")));
  EXPECT_THAT(facts, Contains(Pair("statements", "prepared once a connection")));
}

TEST_F(InspectionTest, LeavesNoTrace) {
  ASSERT_TRUE(inspect(settings("owner"), remarks));
  EXPECT_EQ(value("select count(*) from pam_messages"), "0");
  EXPECT_EQ(value("select count(*) from pg_stat_activity where usename = 'owner' and state = 'idle in transaction'"),
            "0");
}

TEST_F(InspectionTest, NamesTablesThatAreMissing) {
  run("drop table expenses");
  EXPECT_THAT(problem(settings("owner")), HasSubstr("table public.expenses does not exist"));
  EXPECT_EQ(problem(settings("owner", "100:0", "profile")), "none") << "what nothing asks for need not be there";
  run("drop table pam_messages");
  EXPECT_THAT(problem(settings("owner")), HasSubstr("tables public.expenses, public.pam_messages do not exist"));
}

TEST_F(InspectionTest, NamesTheRoleThatIsMissing) {
  DbSettings asked = settings("owner");
  asked.role = "nobody_here";
  EXPECT_THAT(problem(asked), HasSubstr("role nobody_here does not exist"));
}

TEST_F(InspectionTest, TellsWhyItCannotLogIn) {
  DbSettings asked = settings("owner");
  asked.conninfo.set("password", "wrong");
  EXPECT_THAT(problem(asked), HasSubstr("password"));
  asked = settings("owner");
  asked.conninfo.set("dbname", "no_such_database");
  EXPECT_THAT(problem(asked), HasSubstr("no_such_database"));
}

TEST_F(InspectionTest, WarnsWherePoliciesDoNotHoldForTheRole) {
  DbSettings asked = settings("owner", "100:0", "profile,budget");
  asked.role = "service_role";
  ASSERT_TRUE(inspect(asked, remarks));
  EXPECT_THAT(
      remarks.warnings,
      ElementsAre("row level security is not in force for service_role on public.profiles: the role has BYPASSRLS",
                  "row level security is not in force for service_role on public.budgets: the role has BYPASSRLS",
                  "row level security is not in force for service_role on public.expenses: the role has BYPASSRLS"));
}

TEST_F(InspectionTest, WarnsOfTablesWithoutPoliciesAndOfOwnersViews) {
  run("alter table expenses disable row level security; alter view budget_utilization reset (security_invoker)");
  ASSERT_TRUE(inspect(settings("owner", "100:0", "expenses,budget"), remarks));
  EXPECT_THAT(
      remarks.warnings,
      ElementsAre("row level security is not in force for authenticated on public.expenses: it is not enabled there",
                  HasSubstr("on public.budget_utilization: the view reads with its owner's rights")));
}

TEST_F(InspectionTest, WarnsWhereTheLoginRoleItselfIsAbovePolicies) {
  DbSettings asked = settings("owner");
  asked.rls = Rls::off;
  asked.role = "";
  const auto found = inspect(asked, remarks);
  ASSERT_TRUE(found) << found.error().line();
  EXPECT_THAT(remarks.warnings, ElementsAre(HasSubstr("login role owner bypasses row level security (BYPASSRLS)")));
  EXPECT_THAT(found->facts, Contains(Pair("identity", "the login role's own")));
  EXPECT_EQ(found->identity.frame_sql, "");
}

TEST_F(InspectionTest, WarnsWhereNoPolicyCanAskForTheUser) {
  run("drop function auth.uid() cascade");
  ASSERT_TRUE(inspect(settings("owner"), remarks));
  EXPECT_THAT(remarks.warnings, Contains(HasSubstr("there is no function auth.uid()")));
}

TEST_F(InspectionTest, FindsThatADirectConnectionKeepsItsProcess) {
  DbSettings asked = settings("owner");
  asked.rls = Rls::session;
  const auto found = inspect(asked, remarks);
  ASSERT_TRUE(found) << found.error().line();
  EXPECT_THAT(found->facts, Contains(Pair("identity", "authenticated, set once a connection")));
  ASSERT_EQ(found->session_sql.size(), found->book.users.size());
  EXPECT_THAT(found->session_sql[0], AllOf(HasSubstr("'role', 'authenticated', false"), HasSubstr(ada)));
}

}  // namespace
}  // namespace loadtest
