#include "workloads/ws/token_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

wspp::UpgradeRequest put(std::string_view place, const std::string& resource = "/ws") {
  wspp::UpgradeRequest request{resource};
  TokenPlace::parse(place)->put("t+1", request);
  return request;
}

TEST(TokenPlace, PutsTheTokenWhereItIsAskedTo) {
  EXPECT_EQ(put("query").resource, "/ws?token=t%2B1");
  EXPECT_EQ(put("query:access_token", "/ws?v=2").resource, "/ws?v=2&access_token=t%2B1");
  EXPECT_THAT(put("header").headers, ElementsAre(Pair("Authorization", "Bearer t+1")));
  EXPECT_THAT(put("header:X-Token").headers, ElementsAre(Pair("X-Token", "t+1")));
  EXPECT_THAT(put("header:Cookie: sid={token}; a=b").headers, ElementsAre(Pair("Cookie", "sid=t+1; a=b")));
  EXPECT_THAT(put("subprotocol").subprotocols, ElementsAre("bearer", "t+1"));
  EXPECT_THAT(put("subprotocol:v1.auth.{token},chat").subprotocols, ElementsAre("v1.auth.t+1", "chat"));
  EXPECT_EQ(put("message").resource, "/ws");
}

TEST(TokenPlace, TakesItOutOfTheDialoguesPath) {
  const auto header = TokenPlace::parse("header");
  EXPECT_EQ(header->path("/ws/{user}?token={token}"), "/ws/{user}");
  EXPECT_EQ(header->path("/ws?v=2&token={token}"), "/ws?v=2");
  EXPECT_EQ(header->path("/ws?token={token}&v=2"), "/ws?v=2");
  EXPECT_EQ(header->path("/ws/{token}"), "/ws/{token}") << "where it is no parameter it belongs to the path";
  EXPECT_EQ(TokenPlace().path("/ws?token={token}"), "/ws?token={token}") << "no place was asked for";
}

TEST(TokenPlace, TakesNoTokenThatCannotBeASubprotocolsName) {
  EXPECT_TRUE(TokenPlace::parse("subprotocol")->takes("ab.c-d_e"));
  EXPECT_FALSE(TokenPlace::parse("subprotocol")->takes("ab/c=="));
  EXPECT_TRUE(TokenPlace::parse("header")->takes("ab/c=="));
}

TEST(TokenPlace, SaysWhatItCannotRead) {
  const struct {
    std::string_view text, said;
  } cases[] = {
      {"quary", "did you mean query?"},
      {"", "there are query, header"},
      {"message:x", "message alone"},
      {"query:a=b", "name is none"},
      {"header:X: y", "no {token}"},
      {"header:Upgrade", "cannot be set"},
      {"subprotocol:bearer", "no {token}"},
      {"subprotocol:my proto, {token}", "not a list of names"},
      {"subprotocol:{token},", "not a list of names"},
  };
  for (const auto& c : cases) {
    const auto place = TokenPlace::parse(c.text);
    ASSERT_FALSE(place.has_value()) << c.text;
    EXPECT_THAT(place.error().line(), HasSubstr(c.said));
  }
}

}  // namespace
}  // namespace loadtest
