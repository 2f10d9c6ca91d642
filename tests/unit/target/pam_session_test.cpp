#include "target/pam_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace loadtest::target {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Writes down what the session says.
struct Recording {
  std::vector<std::string> sent;
  std::uint16_t closed_with = 0;
};

class RecordingConnection final : public wspp::Connection {
 public:
  explicit RecordingConnection(Recording& recording) : recording_(recording) {}
  std::uint32_t send(std::string_view payload, wspp::FrameKind) override {
    recording_.sent.emplace_back(payload);
    return static_cast<std::uint32_t>(payload.size());
  }
  void close(std::uint16_t code, std::string_view) override { recording_.closed_with = code; }
  std::size_t unsent_bytes() const override { return 0; }

 private:
  Recording& recording_;
};

class PamSessionTest : public testing::Test, private SessionOwner {
 protected:
  PamSession& open(bool admitted = true) {
    backend_.emplace(ChatBackend{config, stats, FaultPlan(config.faults), RateLimiter(config.rate_limit), {}, timers_});
    SessionOwner& owner = *this;
    session_.emplace(7, owner, *backend_, "anna", admitted);
    session_->attach(std::make_unique<RecordingConnection>(recording));
    session_->on_open();
    return *session_;
  }
  void say(std::string_view text) { session_->on_message(text, wspp::FrameKind::text, Clock::now()); }
  /// Runs the event loop until so many frames have left, or for two seconds.
  void wait_for_frames(std::size_t count) {
    const TimePoint deadline = Clock::now() + 2s;
    while (recording.sent.size() < count && Clock::now() < deadline) io_.run_one_for(10ms);
    ASSERT_GE(recording.sent.size(), count);
  }
  void retire(TargetSession&) override { retired = true; }

  TargetConfig config;
  TargetStats stats;
  Recording recording;
  bool retired = false;
  boost::asio::io_context io_;

 private:
  TimerQueue timers_{io_, [this](std::uint64_t, TimePoint now) { session_->on_timer(now); }};
  std::optional<ChatBackend> backend_;
  std::optional<PamSession> session_;
};

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
  config.pong_timeout = 35ms;
  open();
  const TimePoint deadline = Clock::now() + 2s;
  while (recording.closed_with == 0 && Clock::now() < deadline) io_.run_one_for(10ms);
  EXPECT_EQ(recording.closed_with, 1001);
  EXPECT_THAT(recording.sent.at(1), HasSubstr(R"("type":"ping")"));
}

TEST_F(PamSessionTest, WhoAnswersTheKeepAliveIsKept) {
  config.ping_every = 10ms;
  config.pong_timeout = 200ms;
  open();
  const TimePoint end = Clock::now() + 400ms;
  while (Clock::now() < end) {
    io_.run_one_for(10ms);
    say(R"({"type":"pong"})");
  }
  EXPECT_EQ(recording.closed_with, 0);
  EXPECT_GT(recording.sent.size(), 10u);
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
