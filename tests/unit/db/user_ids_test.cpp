#include "workloads/db/user_ids.h"

#include <gmock/gmock.h>

#include <sstream>

namespace loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string one = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", two = "00000000-0000-4000-8000-00000000000b";

Result<std::vector<std::string>> read(const std::string& text) {
  std::istringstream in(text);
  return read_user_ids(in);
}

TEST(UserIds, AreReadOneALine) {
  EXPECT_THAT(*read(one + "\n" + two + "\n"), ElementsAre(one, two));
  EXPECT_THAT(*read("# staging\n\n  " + one + "\t\r\n" + two + " # Ben"), ElementsAre(one, two));
  EXPECT_THAT(*read("6F9619FF-8B86-4D01-B42D-00CF4FC964FF\n" + one), ElementsAre(one)) << "each once, in lower case";
}

TEST(UserIds, AreRefusedByTheirLine) {
  const struct {
    std::string text, expected;
  } cases[] = {
      {"", "there is no id in it"},
      {"# none\n\n", "there is no id in it"},
      {one + "\n# x\nuser-3\n", R"(line 3: "user-3" is no UUID)"},
      {one + " " + two, "line 1: "},
      {"6f9619ff8b864d01b42d00cf4fc964ff", "line 1: "},
      {"6f9619fg-8b86-4d01-b42d-00cf4fc964ff", "line 1: "},
      {"\x1b[31m", R"(line 1: "\x1b[31m" is no UUID)"},  // not to the terminal
  };
  for (const auto& c : cases) {
    const auto ids = read(c.text);
    ASSERT_FALSE(ids) << c.text;
    EXPECT_EQ(ids.error().kind, ErrorKind::usage);
    EXPECT_THAT(ids.error().line(), HasSubstr(c.expected));
  }
}

TEST(UserIds, NameTheFileThatCannotBeRead) {
  const auto ids = read_user_ids_file("/nowhere/ids.txt");
  ASSERT_FALSE(ids);
  EXPECT_THAT(ids.error().line(), HasSubstr("\"/nowhere/ids.txt\" cannot be read"));
}

}  // namespace
}  // namespace loadtest
