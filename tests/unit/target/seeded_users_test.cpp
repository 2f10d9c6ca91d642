#include "target/seeded_users.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

namespace loadtest::target {
namespace {

TEST(SeededUsers, AreThoseOfTheSeed) {
  ASSERT_EQ(seeded_users().size(), 1000u);
  // As PostgreSQL says: select md5('user 0')::uuid, md5('user 999')::uuid
  EXPECT_EQ(seeded_users().front(), "6d14dae3-57b7-4e6b-612f-c953778f1d8f");
  EXPECT_EQ(seeded_users().back(), "7907e185-2f77-bc9a-3146-7e033b62cc2d");
}

TEST(SeededUserOf, AnIdOfTheSeedIsThatUser) {
  for (const std::string_view id : seeded_users()) EXPECT_EQ(seeded_user_of(id), id);
  std::string upper(seeded_users()[17]);
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(seeded_user_of(upper), seeded_users()[17]);
}

TEST(SeededUserOf, AThousandNumberedUsersAreAThousandUsers) {
  std::set<std::string_view> users;
  for (int n = 0; n < 1000; ++n) users.insert(seeded_user_of("user-" + std::to_string(n)));
  EXPECT_EQ(users.size(), 1000u);
}

TEST(SeededUserOf, AnyOtherIdIsAlwaysTheSameUser) {
  struct Case {
    std::string_view id;
    std::size_t user;
  };
  const Case cases[] = {
      {"user-7", 7},
      {"7", 7},
      {"user-1007", 7},                                  // round and round
      {"6f1e2a33-5b7c-4d8e-9f00-aabbccddee42", 42},      // a UUID, but nobody's
      {"user-00000000000000000000000000000000012", 12},  // zeroes in front
  };
  for (const Case& c : cases) EXPECT_EQ(seeded_user_of(c.id), seeded_users()[c.user]) << c.id;
  // Without a number at the end, or with one over 64 bits: by all of the text.
  for (const std::string_view id : {"anna", "", "user-", "ümläut", "user-99999999999999999999999"}) {
    EXPECT_EQ(seeded_user_of(id), seeded_user_of(std::string(id))) << id;
  }
  EXPECT_NE(seeded_user_of("anna"), seeded_user_of("berta"));
}

}  // namespace
}  // namespace loadtest::target
