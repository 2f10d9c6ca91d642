#include <gtest/gtest.h>

#include "workloads/ws/auth.h"
#include "workloads/ws/headers.h"
#include "workloads/ws/message_template.h"
#include "workloads/ws/ws_factory.h"

namespace loadtest {
namespace {

// {"alg":"HS256"} . {"sub":"3f1c-é","role":"authenticated"} . signature
const std::string jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIzZjFjLcOpIiwicm9sZSI6ImF1dGhlbnRpY2F0ZWQifQ.c2ln";

TEST(Tokens, AUsersIdIsItsTokensSubject) {
  const Tokens tokens({Secret(jwt), Secret("opaque")});
  EXPECT_EQ(tokens.id_of(0), "3f1c-é");
  EXPECT_EQ(tokens.id_of(1), "user-1") << "not a JWT";
  EXPECT_EQ(tokens.id_of(2), "3f1c-é") << "one token for each user in turn";
  EXPECT_EQ(tokens.token_of(3).reveal(), "opaque");
  EXPECT_EQ(Tokens().id_of(5), "user-5");
  EXPECT_TRUE(Tokens({Secret(jwt)}).single_jwt());
  EXPECT_FALSE(Tokens({Secret("opaque")}).single_jwt());
}

TEST(Tokens, WhatIsNoJwtHasNoSubject) {
  for (const std::string_view text : {"", ".", "a.b", "..", "a.!!.c", "a.eyJ4IjoxfQ.c", "a.eyJzdWIiOm51bGx9.c"}) {
    EXPECT_FALSE(jwt_subject(text).has_value()) << text;
  }
}

TEST(Resource, IsTheBaseUrlWithTheDialoguesPath) {
  WsSettings settings;
  settings.dialogue = find_dialogue("pam");
  settings.tokens = Tokens({Secret("a+b/c")});
  const struct {
    std::string_view url, dialogue, resource;
  } cases[] = {
      {"ws://h/api/v1/pam", "pam", "/api/v1/pam/ws/user-7?token=a%2Bb%2Fc"},
      {"ws://h/api/v1/pam/", "pam", "/api/v1/pam/ws/user-7?token=a%2Bb%2Fc"},
      {"ws://h/?v=2", "pam", "/ws/user-7?token=a%2Bb%2Fc&v=2"},
      {"ws://h", "echo", "/"},
      {"ws://h/chat/?v=2", "echo", "/chat/?v=2"},  // used as it is
  };
  for (const auto& c : cases) {
    settings.url = *WsUrl::parse(c.url);
    settings.dialogue = find_dialogue(c.dialogue);
    EXPECT_EQ(resource_of(settings, 7), c.resource);
  }
}

TEST(Header, IsReadAsCurlReadsIt) {
  const auto header = parse_header("X-Api-Key:  a: b ");
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->first, "X-Api-Key");
  EXPECT_EQ(header->second, "a: b");
  EXPECT_TRUE(is_credential_header("X-Api-Key"));
  EXPECT_FALSE(is_credential_header("X-Trace"));
  for (const std::string_view bad :
       {"no colon", ": empty name", "bad name: x", "Upgrade: h2c", "Host: other", "X: a\nb"}) {
    EXPECT_FALSE(parse_header(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace loadtest
