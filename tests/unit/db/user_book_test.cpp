#include "workloads/db/user_book.h"

#include "unit/db/world.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class UserBookTest : public WithDatabase {
 protected:
  Result<UserBook> read(const DbSettings& settings) {
    auto admin = pg::Admin::connect(settings.conninfo, patience);
    EXPECT_TRUE(admin) << admin.error().line();
    if (settings.rls == Rls::off) return UserBook::read(*admin, settings, nullptr, remarks);
    const auto identity = Identity::read(*admin, settings.role);
    EXPECT_TRUE(identity) << identity.error().line();
    return UserBook::read(*admin, settings, &*identity, remarks);
  }
  static std::vector<std::string> ids(const UserBook& book) {
    std::vector<std::string> all;
    for (const BookedUser& user : book.users) all.push_back(user.id);
    return all;
  }
  Remarks remarks;
};

TEST_F(UserBookTest, KeepsUsersWhoHaveWhatTheWritesNeed) {
  const auto book = read(settings("owner"));
  ASSERT_TRUE(book) << book.error().line();
  EXPECT_THAT(ids(*book), ElementsAre(ada));
  EXPECT_EQ(book->users_looked_at, 3u);
  EXPECT_THAT(remarks.warnings, IsEmpty());
  const BookedUser& user = book->users[0];
  EXPECT_EQ(user.expenses, 20u) << "of 30, as many as are kept";
  EXPECT_EQ(book->expenses.size(), 20u);
  EXPECT_EQ(user.conversations, 3u);
  EXPECT_THAT(book->conversations,
              ElementsAre("00000000-0000-4000-9000-000000000001", "00000000-0000-4000-9000-000000000002",
                          "00000000-0000-4000-9000-000000000003"));
  EXPECT_THAT(user.rows_seen, ElementsAre(true, true, true, true, true, true, true));
  EXPECT_THAT(user.claims, HasSubstr(ada));
  EXPECT_EQ(value("select count(*) from expenses where id in (" + book->expenses.front() + "," + book->expenses.back() +
                  ") and user_id = '" + ada + "'"),
            "2");
}

TEST_F(UserBookTest, KnowsWhoseReadsReturnRows) {
  const auto book = read(settings("owner", "100:0"));
  ASSERT_TRUE(book) << book.error().line();
  EXPECT_THAT(ids(*book), ElementsAre(ada, ben, cleo));
  // Profile, expenses, budget, conversations.
  EXPECT_THAT(book->users[1].rows_seen, ElementsAre(true, true, false, false));
  EXPECT_THAT(book->users[2].rows_seen, ElementsAre(true, false, false, false));
  EXPECT_EQ(book->users[1].first_expense, 20u);
}

TEST_F(UserBookTest, TakesTheUsersThatWereNamed) {
  DbSettings asked = settings("owner", "100:0");
  asked.user_ids = {cleo, ada};
  EXPECT_THAT(ids(*read(asked)), ElementsAre(cleo, ada));
}

TEST_F(UserBookTest, ReadsProfilesWhereThereIsNoAuthUsers) {
  run("drop table auth.users");
  EXPECT_THAT(ids(*read(settings("owner", "100:0"))), ElementsAre(ada, ben, cleo));
}

TEST_F(UserBookTest, AsksAsEachUserWhereTheLoginRoleSeesNothing) {
  DbSettings asked = settings("authenticator");
  asked.user_ids = {ada, ben, nobody};
  const auto book = read(asked);
  ASSERT_TRUE(book) << book.error().line();
  EXPECT_THAT(ids(*book), ElementsAre(ada));
  EXPECT_EQ(book->users[0].expenses, 20u);
  EXPECT_THAT(remarks.warnings, ElementsAre(HasSubstr("login role authenticator does not see the rows of all users")));
}

TEST_F(UserBookTest, AsksForUsersWhereNoneAreSeen) {
  for (const Rls rls : {Rls::transaction, Rls::off}) {
    DbSettings asked = settings("authenticator");
    asked.rls = rls;
    const auto book = read(asked);
    ASSERT_FALSE(book);
    EXPECT_EQ(book.error().kind, ErrorKind::target);
    EXPECT_THAT(book.error().line(), HasSubstr("login role authenticator sees no user"));
    EXPECT_THAT(book.error().line(), HasSubstr("--user-ids"));
  }
}

TEST_F(UserBookTest, ServesTheLoginRoleItself) {
  DbSettings asked = settings("owner");
  asked.rls = Rls::off;
  const auto book = read(asked);
  ASSERT_TRUE(book) << book.error().line();
  EXPECT_THAT(ids(*book), ElementsAre(ada));
  EXPECT_EQ(book->users[0].claims, "");
  EXPECT_THAT(remarks.warnings, IsEmpty());
}

TEST_F(UserBookTest, NamesWhatTheWritesLack) {
  DbSettings asked = settings("owner");
  asked.user_ids = {ben, cleo};
  const auto book = read(asked);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().kind, ErrorKind::target);
  EXPECT_THAT(book.error().line(),
              HasSubstr("no user of the 2 read has a row in public.pam_conversations, which the writes need"));
  EXPECT_THAT(book.error().line(), HasSubstr("--mix 100:0"));
}

TEST_F(UserBookTest, RefusesUsersWhoDoNotExist) {
  DbSettings asked = settings("owner", "100:0");
  asked.user_ids = {nobody};
  const auto book = read(asked);
  ASSERT_FALSE(book) << "every read would return nothing, and pass";
  EXPECT_THAT(book.error().line(), HasSubstr("no user of the 1 read has a row for any statement"));
}

TEST_F(UserBookTest, WarnsOfStatementsThatNobodyHasRowsFor) {
  run("truncate budgets");
  ASSERT_TRUE(read(settings("owner", "100:0")));
  EXPECT_THAT(remarks.warnings, ElementsAre(HasSubstr("no user of the 3 read has a row for budget")));
}

TEST_F(UserBookTest, LeavesOutWhatTheRoleMayNotRead) {
  run("revoke select on expenses from authenticated");
  DbSettings asked = settings("authenticator", "100:0");
  asked.user_ids = {ada};
  const auto book = read(asked);
  ASSERT_TRUE(book) << book.error().line();
  EXPECT_THAT(book->users[0].rows_seen, ElementsAre(true, false, true, true));
}

}  // namespace
}  // namespace loadtest
