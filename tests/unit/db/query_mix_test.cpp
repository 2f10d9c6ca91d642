#include "workloads/db/query_mix.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> read(const std::string& mix, const std::string& only) {
  Problems problems;
  std::vector<std::string> shown;
  for (const QueryMix::Entry& entry : QueryMix::read(mix, only, problems).entries) {
    shown.push_back(std::string(entry.statement->name) + " " + std::to_string(entry.weight).substr(0, 5));
  }
  for (const Error& problem : problems) shown.push_back(problem.line());
  return shown;
}

TEST(QueryMix, SharesOutReadsAndWrites) {
  EXPECT_THAT(read("80:20", ""),
              ElementsAre("profile 0.200", "expenses 0.200", "budget 0.200", "conversations 0.200",
                          "message_insert 0.100", "expense_update 0.050", "conversation_update 0.050"));
  EXPECT_THAT(read("4:1", "profile, message_insert"), ElementsAre("profile 0.800", "message_insert 0.200"));
  // What was left out leaves its part to those of its kind.
  EXPECT_THAT(read("50:50", "budget,expense_update,conversation_update"),
              ElementsAre("budget 0.500", "expense_update 0.250", "conversation_update 0.250"));
  // One kind alone has all, whatever the ratio says of the other.
  EXPECT_THAT(read("80:20", "profile"), ElementsAre("profile 1.000"));
  EXPECT_THAT(read("100:0", "profile,message_insert"), ElementsAre("profile 1.000"));
  EXPECT_THAT(read("0:1", "message_insert"), ElementsAre("message_insert 1.000"));
}

TEST(QueryMix, KnowsWhetherItInserts) {
  Problems problems;
  EXPECT_TRUE(QueryMix::read("80:20", "", problems).inserts());
  EXPECT_FALSE(QueryMix::read("100:0", "", problems).inserts());
  EXPECT_FALSE(QueryMix::read("80:20", "profile", problems).inserts());
}

TEST(QueryMix, TellsEveryProblem) {
  const struct {
    const char *mix, *only, *expected;
  } cases[] = {
      {"80", "", R"(--mix: "80" is not a ratio (try 80:20)"},
      {"80:20:1", "", R"(--mix: "80:20:1" is not a ratio of two whole numbers)"},
      {"-1:2", "", "is not a ratio of two whole numbers"},
      {":", "", "is not a ratio of two whole numbers"},
      {"8e1:20", "", "is not a ratio of two whole numbers"},
      {"1:99999999", "", "is not a ratio of two whole numbers"},
      {"0:0", "", R"(--mix: "0:0" leaves nothing to do)"},
      {"80:20", "profil", R"(--only: there is no statement "profil" (did you mean profile))"},
      {"80:20", "xyz", "there are profile, expenses, budget"},
      {"80:20", "profile,", R"(there is no statement "")"},
      {"80:20", "profile,budget,profile", "--only: profile is named twice"},
      {"0:100", "profile",
       "--only: profile leaves nothing to do with --mix 0:100 (name a write, such as message_insert)"},
      {"100:0", "message_insert", "(name a read, such as profile)"},
  };
  for (const auto& c : cases) {
    Problems problems;
    QueryMix::read(c.mix, c.only, problems);
    ASSERT_EQ(problems.size(), 1u) << c.mix << " " << c.only;
    EXPECT_EQ(problems[0].kind, ErrorKind::usage);
    EXPECT_THAT(problems[0].line(), HasSubstr(c.expected));
  }
  Problems problems;
  QueryMix::read("eighty", "profil,budgets", problems);
  EXPECT_EQ(problems.size(), 3u);
}

}  // namespace
}  // namespace loadtest
