#include <gmock/gmock.h>

#include <thread>

#include "unit/target/pam_session_fixture.h"

namespace loadtest::target {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST_F(PamSessionTest, GreetsWhoIsAdmitted) {
  open();
  ASSERT_EQ(recording.sent.size(), 1u);
  EXPECT_THAT(recording.sent[0], HasSubstr(R"("type":"connection","status":"connected")"));
  EXPECT_EQ(stats.greeted, 1u);
}

TEST_F(PamSessionTest, ClosesWhoIsNotAdmittedWith4001AfterTheUpgrade) {
  open(false);
  EXPECT_TRUE(recording.sent.empty());
  EXPECT_EQ(recording.closed_with, 4001);
  EXPECT_EQ(stats.connections_accepted, 1u);
  EXPECT_EQ(stats.greeted, 0u);
}

TEST_F(PamSessionTest, AnswersByTheTypeOfTheMessage) {
  struct Case {
    const char* message;
    const char* reply;  // empty = none
  };
  const Case cases[] = {
      {R"({"type":"chat","message":"hello"})", R"("type":"chat_response")"},
      {R"({"type":"init","context":{"type":"chat"}})", ""},
      {R"({"type":"ping"})", R"("type":"pong")"},
      {R"({"type":"pong"})", ""},
      {R"({"type":"shout"})", R"("error_code":"UNKNOWN_TYPE")"},
      {R"({"message":"hello"})", R"("error_code":"INVALID_MESSAGE")"},
      {"hello", R"("error_code":"INVALID_MESSAGE")"},
  };
  open();
  for (const Case& c : cases) {
    recording.sent.clear();
    say(c.message);
    if (*c.reply == '\0') {
      EXPECT_TRUE(recording.sent.empty()) << c.message;
    } else {
      ASSERT_EQ(recording.sent.size(), 1u) << c.message;
      EXPECT_THAT(recording.sent[0], HasSubstr(c.reply));
    }
  }
  EXPECT_EQ(stats.chats_received, 1u);
  EXPECT_EQ(stats.chats_answered, 1u);
}

TEST_F(PamSessionTest, AStreamedReplyHasAStartPiecesAndAnEnd) {
  config.pieces = 3;
  config.piece_gap = 1ms;
  open();
  say(R"({"type":"chat","message":"hello","stream":true})");
  wait_for_frames(6);
  EXPECT_THAT(recording.sent[1], HasSubstr("chat_response_start"));
  for (int i = 2; i < 5; ++i)
    EXPECT_THAT(recording.sent[static_cast<std::size_t>(i)], HasSubstr("chat_response_delta"));
  EXPECT_THAT(recording.sent[5], HasSubstr("chat_response_complete"));
  EXPECT_EQ(stats.chats_answered, 1u);
}

TEST_F(PamSessionTest, RepliesKeepTheOrderOfTheMessages) {
  config.faults.jitter = 20ms;
  config.faults.latency = 20ms;
  config.faults.error_share = 0.5;
  open();
  for (int i = 0; i < 20; ++i) say(R"({"type":"chat","message":"hello"})");
  wait_for_frames(21);
  FaultPlan same(config.faults);
  for (std::size_t i = 1; i <= 20; ++i) {
    const bool error = same.next(TimePoint{}).fate == Fate::error;
    EXPECT_THAT(recording.sent[i], HasSubstr(error ? R"("type":"error")" : R"("type":"chat_response")"));
  }
}

TEST_F(PamSessionTest, RateLimitIsAnsweredWithItsErrorAndRepetitionWith4008) {
  config.rate_limit = {2, 60s};
  open();
  for (int i = 0; i < 3; ++i) say(R"({"type":"chat","message":"hello"})");
  ASSERT_EQ(recording.sent.size(), 4u);
  EXPECT_THAT(recording.sent[3],
              HasSubstr(R"("error_code":"RATE_LIMIT_EXCEEDED","rate_limit":{"limit":2,"window":60,)"));
  for (std::uint64_t i = 1; i < PamSession::violations_max; ++i) say(R"({"type":"chat","message":"hello"})");
  EXPECT_EQ(recording.closed_with, 0);
  say(R"({"type":"chat","message":"hello"})");
  EXPECT_EQ(recording.closed_with, 4008);
}

TEST_F(PamSessionTest, AMessageOver64KiBIsClosedWith4009) {
  open();
  const std::string frame = R"({"type":"chat","message":")";
  const std::size_t room = PamSession::message_bytes_max - frame.size() - 2;
  say(frame + std::string(room, 'x') + R"("})");
  EXPECT_EQ(recording.closed_with, 0);
  say(frame + std::string(room + 1, 'x') + R"("})");
  EXPECT_EQ(recording.closed_with, 4009);
}

TEST_F(PamSessionTest, WhoDoesNotAnswerTheKeepAliveIsClosedWith1001) {
  config.ping_every = 10ms;
  config.pong_timeout = 500ms;
  open();
  const TimePoint deadline = Clock::now() + 10s;
  while (recording.closed_with == 0 && Clock::now() < deadline) io_.run_one_for(10ms);
  EXPECT_EQ(recording.closed_with, 1001);
  EXPECT_THAT(recording.sent.at(1), HasSubstr(R"("type":"ping")"));
}

TEST_F(PamSessionTest, WhoAnswersTheKeepAliveIsKept) {
  config.ping_every = 1ms;
  config.pong_timeout = 20ms;
  PamSession& session = open();
  for (int i = 0; i < 40; ++i) {
    const TimePoint answered = Clock::now();
    say(R"({"type":"pong"})");
    std::this_thread::sleep_for(1ms);
    session.on_timer(answered + 1ms);  // on time, however long this machine paused
  }
  EXPECT_EQ(recording.closed_with, 0);
  EXPECT_EQ(recording.sent.size(), 1u + 40u);
}

TEST_F(PamSessionTest, CountsHowItsSocketEnded) {
  PamSession& session = open();
  EXPECT_EQ(stats.open, 1u);
  session.on_closed({.kind = "close 1000", .code = 1000, .reason = {}, .clean = true});
  EXPECT_EQ(stats.open, 0u);
  EXPECT_EQ(stats.closed_clean, 1u);
  EXPECT_TRUE(retired);
}

}  // namespace
}  // namespace loadtest::target
