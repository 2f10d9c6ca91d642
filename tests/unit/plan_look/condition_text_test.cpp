#include "plan_look/condition_text.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Conjuncts, AreWhatIsJoinedByAndAtTheTop) {
  EXPECT_THAT(conjuncts("((t.a = $1) AND (t.b = 2))"), ElementsAre("(t.a = $1)", "(t.b = 2)"));
  // An AND in a string, in a quoted name, or deeper is none.
  EXPECT_THAT(conjuncts("((t.a = ' AND '::text) AND (t.\" AND \" = 2))"),
              ElementsAre("(t.a = ' AND '::text)", "(t.\" AND \" = 2)"));
  EXPECT_THAT(conjuncts("(((t.a = 1) AND (t.b = 2)) OR t.c)"), ElementsAre("(((t.a = 1) AND (t.b = 2)) OR t.c)"));
  EXPECT_THAT(conjuncts("(t.a = 1)"), ElementsAre("(t.a = 1)"));
  EXPECT_THAT(conjuncts("(t.a) = (t.b)"), ElementsAre("(t.a) = (t.b)"));
  EXPECT_THAT(conjuncts(""), ElementsAre(""));
}

TEST(ACostlyCall, IsOneThatDoesMoreThanCompare) {
  EXPECT_EQ(costly_call("(auth.uid() = expenses.user_id)"), "auth.uid");
  EXPECT_EQ(costly_call("is_admin()"), "is_admin");
  // auth.uid() where it is inlined
  EXPECT_EQ(costly_call("((COALESCE(NULLIF(current_setting('request.jwt.claim.sub'::text, true), ''::text), "
                        "((NULLIF(current_setting('request.jwt.claims'::text, true), ''::text))::jsonb ->> "
                        "'sub'::text)))::uuid = expenses.user_id)"),
            "current_setting");
  // compared with what was computed once
  EXPECT_EQ(costly_call("($0 = expenses.user_id)"), "");
  EXPECT_EQ(costly_call("((InitPlan 1).col1 = expenses.user_id)"), "");
  EXPECT_EQ(costly_call("(hashed SubPlan 2)"), "");
  EXPECT_EQ(costly_call("((t.name = 'is_admin()'::text) AND (lower(t.mail) = 'x'::text))"), "");
  EXPECT_EQ(costly_call("(t.price > '3'::numeric(10,2))"), "") << "a type is no function";
  EXPECT_EQ(costly_call("(t.id = ANY ('{1,2}'::integer[]))"), "");
}

TEST(Columns, AreThoseHeldEqualFirst) {
  EXPECT_THAT(columns_of("((e.date >= $1) AND (e.user_id = $2))", "e"), ElementsAre("user_id", "date"));
  EXPECT_THAT(columns_of("('x'::uuid = expenses.user_id)", "expenses"), ElementsAre("user_id"));
  EXPECT_THAT(columns_of("((e.kind)::text = 'a'::text)", "e"), ElementsAre("kind"));
  EXPECT_THAT(columns_of("(e.\"Odd name\" = 1)", "e"), ElementsAre("\"Odd name\""));
  EXPECT_THAT(columns_of("(other.user_id = $1)", "e"), IsEmpty());
  EXPECT_THAT(columns_of("(e.a = 1 OR e.a = 2)", "e"), ElementsAre("a"));
  EXPECT_THAT(columns_of("expenses.date DESC", "expenses"), ElementsAre("date"));
  EXPECT_THAT(columns_of("", "e"), IsEmpty());
  EXPECT_THAT(columns_of("(e.a = 'unended", "e"), ElementsAre("a"));
}

}  // namespace
}  // namespace loadtest
