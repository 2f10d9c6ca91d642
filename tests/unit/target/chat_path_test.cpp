#include "target/chat_path.h"

#include <gtest/gtest.h>

namespace loadtest::target {
namespace {

TEST(ChatPath, ReadsUserAndTokenFromTheResource) {
  struct Case {
    const char* resource;
    const char* user;
    const char* token;
  };
  const Case cases[] = {
      {"/api/v1/pam/ws/user-7?token=abc", "user-7", "abc"},
      {"/api/v1/pam/ws/user-7", "user-7", ""},
      {"/api/v1/pam/ws/user-7?x=1&token=a%2Bb%3d&y", "user-7", "a+b="},
      {"/api/v1/pam/ws/a%20b?nottoken=1", "a b", ""},
      {"/api/v1/pam/ws/u?token=50%", "u", "50%"},  // a lone percent sign stays
      {"/api/v1/pam/ws/u?token=%zz", "u", "%zz"},
  };
  for (const Case& c : cases) {
    const auto path = parse_chat_path(c.resource, "/api/v1/pam");
    ASSERT_TRUE(path) << c.resource;
    EXPECT_EQ(path->user, c.user) << c.resource;
    EXPECT_EQ(path->token, c.token) << c.resource;
  }
}

TEST(ChatPath, OtherPathsAreNotTheChats) {
  for (const char* resource :
       {"/", "/echo", "/api/v1/pam", "/api/v1/pam/ws/", "/api/v1/pam/ws/a/b", "/api/v1/pamws/a"}) {
    EXPECT_FALSE(parse_chat_path(resource, "/api/v1/pam")) << resource;
  }
}

}  // namespace
}  // namespace loadtest::target
