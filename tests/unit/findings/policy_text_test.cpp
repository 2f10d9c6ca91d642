#include "findings/policy_text.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(WrapCalls, PutsEachCallThatIsTheSameForEveryRowIntoASubquery) {
  EXPECT_EQ(wrap_calls("(auth.uid() = user_id)"), "((SELECT auth.uid()) = user_id)");
  EXPECT_EQ(wrap_calls("(is_admin() OR has_role('it''s (x)'::text))"),
            "((SELECT is_admin()) OR (SELECT has_role('it''s (x)'::text)))");
  EXPECT_EQ(wrap_calls("((auth.jwt() ->> 'org'::text) = org)"), "(((SELECT auth.jwt()) ->> 'org'::text) = org)");
  EXPECT_EQ(wrap_calls("(current_setting('app.org'::text, true) = org)"),
            "((SELECT current_setting('app.org'::text, true)) = org)");
}

TEST(WrapCalls, LeavesWhatIsWrappedAndWhatDependsOnTheRow) {
  for (const char* same :
       {"(( SELECT auth.uid() AS uid) = user_id)", "is_member(team_id)", "(lower(mail) = 'a'::text)",
        "(EXISTS ( SELECT FROM c WHERE (c.id = t.id)))", "(kind = ANY (ARRAY['a'::text, 'b'::text]))",
        "(price > (3)::numeric(10,2))", "true", "", "(note = 'auth.uid() = x')"})
    EXPECT_EQ(wrap_calls(same), same);
}

TEST(WrapCalls, ReadsWhatIsCutOff) {
  EXPECT_EQ(wrap_calls("(auth.uid() = us"), "((SELECT auth.uid()) = us");
  EXPECT_NO_THROW(wrap_calls("f('x"));
  EXPECT_NO_THROW(wrap_calls("f("));
}

}  // namespace
}  // namespace loadtest
