// What a session does with a database beside it.
#include <gmock/gmock.h>

#include "target/seeded_users.h"
#include "unit/target/pam_session_fixture.h"

namespace loadtest::target {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST_F(PamSessionTest, WithoutADatabaseAReplySaysNothingOfRows) {
  open();
  say(R"({"type":"chat","message":"hello"})");
  ASSERT_EQ(recording.sent.size(), 2u);
  EXPECT_THAT(recording.sent[1], Not(HasSubstr("rows_read")));
  EXPECT_TRUE(recording.sent[1].ends_with('}'));
}

TEST_F(PamSessionTest, AReplyWaitsForTheDatabaseAndTellsItsRows) {
  data = &held;
  open();
  say(R"({"type":"chat","message":"hello"})");
  say(R"({"type":"ping"})");
  ASSERT_EQ(recording.sent.size(), 2u) << "the keep-alive is answered meanwhile, the chat is not";
  tell(0, true, 5);
  ASSERT_EQ(recording.sent.size(), 3u);
  EXPECT_THAT(recording.sent[2], HasSubstr(R"("rows_read":5})"));
  EXPECT_EQ(stats.chats_answered, 1u);
}

TEST_F(PamSessionTest, TheAssistantTakesItsTimeAfterTheDatabase) {
  data = &held;
  config.faults.latency = 50ms;
  open();
  say(R"({"type":"chat","message":"hello"})");
  const TimePoint told = Clock::now() + 100ms;
  while (Clock::now() < told) io_.run_one_for(10ms);
  tell(0, true, 5, told);
  EXPECT_EQ(recording.sent.size(), 1u);
  wait_for_frames(2);
  EXPECT_GE(Clock::now() - told, 50ms);
  const std::size_t at = recording.sent[1].find("processing_time_ms\":") + 20;
  EXPECT_GE(std::stod(recording.sent[1].substr(at)), 150.0) << "both count as processing";
}

TEST_F(PamSessionTest, RepliesKeepTheirOrderWhateverTheDatabaseAnswersFirst) {
  data = &held;
  config.pieces = 1;
  config.piece_gap = 0ms;
  open();
  say(R"({"type":"chat","message":"hello","stream":true})");
  say(R"({"type":"chat","message":"hello"})");
  say(R"({"type":"chat","message":"hello"})");
  tell(2, true, 3);
  tell(1, false, 0);
  EXPECT_EQ(recording.sent.size(), 1u);
  tell(0, true, 1);
  wait_for_frames(6);
  EXPECT_THAT(recording.sent[1], HasSubstr("chat_response_start"));
  EXPECT_THAT(recording.sent[3], HasSubstr(R"("rows_read":1})"));
  EXPECT_THAT(recording.sent[4], HasSubstr(R"("error_code":"INTERNAL_ERROR")"));
  EXPECT_THAT(recording.sent[5], HasSubstr(R"("rows_read":3})"));
  EXPECT_EQ(stats.chats_answered, 2u);
  EXPECT_EQ(stats.errors_sent, 1u);
}

TEST_F(PamSessionTest, OnlyWhatIsAnsweredAsksTheDatabase) {
  data = &held;
  config.faults.error_share = 0.25;
  config.faults.drop_share = 0.25;
  config.rate_limit = {40, 60s};
  open();
  for (int i = 0; i < 41; ++i) say(R"({"type":"chat","message":"hello"})");
  std::size_t answered = 0;
  FaultPlan same(config.faults);
  for (int i = 0; i < 40; ++i) answered += same.next(TimePoint{}).fate == Fate::answered ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(answered), 20, 3);
  EXPECT_EQ(held.questions.size(), answered);
  for (std::size_t i = 0; i < held.questions.size(); ++i) tell(i, true, 5);
  wait_for_frames(1 + 41 - stats.replies_dropped);
  EXPECT_THAT(recording.sent.back(), HasSubstr("RATE_LIMIT_EXCEEDED")) << "what is refused at once keeps its place";
}

TEST_F(PamSessionTest, TheClaimsAreThoseOfTheUserAndGoWithTheSession) {
  data = &held;
  open();
  say(R"({"type":"chat","message":"hello"})");
  const auto claims = held.questions.at(0).claims.lock();
  ASSERT_TRUE(claims);
  EXPECT_THAT(*claims, HasSubstr("\"sub\":\"" + std::string(seeded_user_of("anna")) + "\""));
  EXPECT_THAT(*claims, HasSubstr(R"("role":"authenticated")"));
  const auto weak = held.questions.at(0).claims;
  end_session();
  EXPECT_EQ(weak.use_count(), 1) << "only this test holds them";
}

TEST_F(PamSessionTest, UnansweredQuestionsHaveABound) {
  data = &held;
  open();
  for (std::size_t i = 0; i < PamSession::unanswered_max; ++i) say(R"({"type":"chat","message":"hello"})");
  EXPECT_EQ(recording.closed_with, 0);
  say(R"({"type":"chat","message":"hello"})");
  EXPECT_EQ(recording.closed_with, 1008);
  tell(0, true, 5);  // comes to a session that is closing
  EXPECT_EQ(recording.sent.size(), 1u);
}

}  // namespace
}  // namespace loadtest::target
