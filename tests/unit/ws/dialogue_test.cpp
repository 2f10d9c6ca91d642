#include "workloads/ws/dialogue.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(Dialogue, PamTellsWhatEachMessageMeans) {
  const auto pam = find_dialogue("pam");
  const struct {
    std::string_view message;
    Role role;
  } cases[] = {
      {R"({"type":"connection","status":"connected","message":"hi","timestamp":"x"})", Role::greeting},
      {R"({"type":"connection","status":"refused"})", Role::ignore},            // not a welcome
      {R"({"message":{"type":"error"},"type":"chat_response"})", Role::reply},  // the inner type is not the message's
      {R"({"type":"chat_response_start"})", Role::stream_start},                //
      {R"({"type":"chat_response_delta","delta":"a"})", Role::piece},           //
      {R"({"type":"chunk"})", Role::piece},                                     // the older name
      {R"({"type":"chat_response_complete"})", Role::stream_end},               //
      {R"({"type":"response_complete"})", Role::stream_end},                    // the older name
      {R"({"type":"ping"})", Role::keep_alive},                                 // never a reply
      {R"({"type":"pong"})", Role::ignore},                                     // nobody asked
      {R"({"type":"error","error_code":"RATE_LIMIT_EXCEEDED"})", Role::error},  //
      {R"({"type":"typing"})", Role::ignore},                                   // unknown
      {"chat_response", Role::ignore},                                          // not JSON
      {"", Role::ignore},                                                       //
  };
  for (const auto& c : cases) EXPECT_EQ(pam->match(c.message).role, c.role) << c.message;
  EXPECT_EQ(*pam->match(R"({"type":"ping"})").rule->answer.constant(), R"({"type":"pong"})");
  EXPECT_EQ(pam->path, "/ws/{user}?token={token}");
  EXPECT_TRUE(pam->greets);
  EXPECT_TRUE(pam->streams());
  EXPECT_EQ(pam->in_flight, 1u);
}

TEST(Dialogue, ErrorsAreCountedUnderTheirCode) {
  const auto pam = find_dialogue("pam");
  const auto kind = [&](std::string_view message) { return pam->match(message).rule->error_kind_of(message); };
  EXPECT_EQ(kind(R"({"type":"error","error_code":"RATE_LIMIT_EXCEEDED"})"), "RATE_LIMIT_EXCEEDED");
  EXPECT_EQ(kind(R"({"type":"error","message":"no code"})"), "error");
  EXPECT_EQ(kind(R"({"type":"error","error_code":null})"), "error");
  EXPECT_EQ(kind(R"({"type":"error","error_code":"a\u001bb"})").find('\x1b'), std::string::npos)
      << "foreign text is escaped";
}

TEST(Dialogue, EchoTakesAnyDataMessageForTheReply) {
  const auto echo = find_dialogue("echo");
  EXPECT_EQ(echo->match("anything").role, Role::reply);
  EXPECT_EQ(echo->match(std::string_view("\0\xff", 2), wspp::FrameKind::binary).role, Role::reply);
  EXPECT_FALSE(echo->greets);
  EXPECT_FALSE(echo->streams());
  EXPECT_EQ(echo->messages.at(0).body.constant()->size(), 64u);
  EXPECT_EQ(echo->messages.at(0).name, "chat") << "the first message kind of every dialogue";
}

}  // namespace
}  // namespace loadtest
