#include "workloads/db/identity.h"

#include "core/json_scan.h"
#include "unit/db/world.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Claims, AreThoseOfASupabaseTokenInContentAndSize) {
  const std::string claims = make_claims(ada, "authenticated", 1'800'000'000);
  EXPECT_EQ(json_field(claims, "sub"), ada);
  EXPECT_EQ(json_field(claims, "role"), "authenticated");
  EXPECT_EQ(json_field(claims, "aud"), "authenticated");
  EXPECT_EQ(json_field(claims, "iat"), "1800000000");
  EXPECT_EQ(json_field(claims, "exp"), "1800003600");
  EXPECT_EQ(json_field(claims, "is_anonymous"), "false");
  for (const char* key : {"iss", "email", "phone", "app_metadata", "user_metadata", "aal", "amr", "session_id"}) {
    EXPECT_TRUE(json_field(claims, key)) << key;
  }
  EXPECT_GE(claims.size(), 700u);
  EXPECT_LE(claims.size(), 900u);
}

TEST(Claims, SurviveANameThatJsonMustEscape) {
  const std::string claims = make_claims(ada, R"(a"b\c)", 0);
  EXPECT_EQ(json_unescape(*json_field(claims, "role")), R"(a"b\c)");
  EXPECT_EQ(json_field(claims, "is_anonymous"), "false");
}

class IdentityTest : public WithDatabase {};

TEST_F(IdentityTest, SetsWhatPostgrestSetsInItsOrder) {
  pg::Admin admin = log_in("authenticator");
  const auto identity = Identity::read(admin, "authenticated");
  ASSERT_TRUE(identity) << identity.error().line();
  EXPECT_EQ(
      identity->frame_sql,
      R"(SELECT set_config('search_path', '"public", "extensions"', true), set_config('statement_timeout', '8s', true), )"
      R"(set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true))");
  EXPECT_FALSE(identity->wants_subject);
  EXPECT_THAT(identity->auth_uid, StartsWith("CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid"));
}

TEST_F(IdentityTest, MakesTheServerSeeTheUser) {
  pg::Admin admin = log_in("authenticator");
  const auto identity = Identity::read(admin, "authenticated");
  ASSERT_TRUE(identity);
  const std::string claims = make_claims(ada, "authenticated", 0);
  const char* seen =
      "; SELECT current_user, auth.uid(), current_setting('statement_timeout'), count(*) FROM public.expenses";
  const auto in_transaction = admin.query("BEGIN; " + identity->transaction_sql(admin, ada, claims) + seen);
  ASSERT_TRUE(in_transaction) << in_transaction.error().message;
  EXPECT_EQ(in_transaction->at(0), (pg::Admin::Row{"authenticated", ada, "8s", "30"}));
  ASSERT_TRUE(admin.query("COMMIT"));
  EXPECT_EQ(admin.query("SELECT current_user")->at(0).at(0), "authenticator");

  ASSERT_TRUE(admin.query(identity->session_sql(admin, cleo, make_claims(cleo, "authenticated", 0))));
  EXPECT_EQ(admin.query(seen + 2)->at(0), (pg::Admin::Row{"authenticated", cleo, "8s", "0"}));
}

TEST_F(IdentityTest, SetsTheSubjectWhereTheServerAsksForThatAlone) {
  run("create or replace function auth.uid() returns uuid language sql stable as $$ select "
      "nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$");
  pg::Admin admin = log_in("authenticator");
  const auto identity = Identity::read(admin, "authenticated");
  ASSERT_TRUE(identity);
  EXPECT_TRUE(identity->wants_subject);
  EXPECT_THAT(identity->frame_sql, HasSubstr("set_config('request.jwt.claim.sub', $2, true)"));
  const auto seen = admin.query("BEGIN; " + identity->transaction_sql(admin, ada, "{}") + "; SELECT auth.uid()");
  EXPECT_EQ(seen->at(0).at(0), ada);
}

TEST_F(IdentityTest, PrefersTheTimeOutOfThisDatabase) {
  run("do $$ begin execute format('alter role authenticated in database %I set statement_timeout = ''3s''', "
      "current_database()); end $$");
  pg::Admin admin = log_in("owner");
  EXPECT_THAT(Identity::read(admin, "authenticated")->frame_sql, HasSubstr("'statement_timeout', '3s'"));
  EXPECT_THAT(Identity::read(admin, "service_role")->frame_sql, Not(HasSubstr("statement_timeout")));
}

TEST_F(IdentityTest, KnowsWhereThereIsNoAuthUid) {
  run("drop function auth.uid() cascade");
  pg::Admin admin = log_in("owner");
  EXPECT_EQ(Identity::read(admin, "authenticated")->auth_uid, "");
}

TEST_F(IdentityTest, RefusesRolesThatCannotBeTaken) {
  pg::Admin admin = log_in("authenticator");
  const auto missing = Identity::read(admin, "authentikated");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::target);
  EXPECT_THAT(missing.error().line(), HasSubstr("role authentikated does not exist"));
  EXPECT_THAT(Identity::read(admin, "outsider").error().line(),
              HasSubstr("login role authenticator may not become outsider (GRANT outsider TO authenticator"));
  pg::Admin superuser = log_in();
  EXPECT_TRUE(Identity::read(superuser, "outsider"));
}

}  // namespace
}  // namespace loadtest
