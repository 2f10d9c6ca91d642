#include "report/interference_words.h"

#include <gmock/gmock.h>

#include "unit/report/a_report_in_phases.h"

namespace loadtest {
namespace {

using namespace testing;

Interference chat(double alone_ms, double together_ms) {
  return {.operation = "chat",
          .track = 0,
          .index = 1,
          .alone = {alone_ms, 500, 0.1},
          .together = {together_ms, 1350, 0.2},
          .ratio = together_ms / alone_ms};
}

TEST(InterferenceWords, SayWhatAManagerAsks) {
  const RunResult run = a_report_in_phases().result;
  const struct {
    double alone_ms, together_ms;
    const char* says;
  } cases[] = {
      {41, 180, "chat p95 rose from 41 ms to 180 ms, 4.4 times, while the database was under load"},
      {41, 48, "chat p95 rose from 41 ms to 48 ms, 1.17 times, while the database was under load"},
      {10, 12'345, "chat p95 rose from 10 ms to 12.3 s, 1,235 times, while the database was under load"},
      {100, 111, "chat p95 rose from 100 ms to 111 ms, 1.11 times, while the database was under load"},
      {100, 110, "chat p95 stayed at 110 ms (1.10 times) while the database was under load"},
      {41, 41.8, "chat p95 stayed at 41.8 ms (1.02 times) while the database was under load"},
      {100, 90, "chat p95 stayed at 90 ms (0.90 times) while the database was under load"},
      {180, 41, "chat p95 fell from 180 ms to 41 ms (0.23 times) while the database was under load"},
  };
  for (const auto& c : cases) EXPECT_EQ(interference_sentence(chat(c.alone_ms, c.together_ms), run), c.says);
}

TEST(InterferenceWords, SayFirstThatMoreFailed) {
  Interference locked = chat(22, 12);
  locked.together.failed = 450;
  EXPECT_EQ(interference_sentence(locked, a_report_in_phases().result),
            "chat: 25 % failed while the database was under load, 0 % alone; p95 of those that worked 12 ms after "
            "22 ms, 0.55 times");
  locked.together.count = 50;
  locked.ratio.reset();
  EXPECT_EQ(interference_sentence(locked, a_report_in_phases().result),
            "chat: 90 % failed while the database was under load, 0 % alone; too few worked to compare how long they "
            "took");
  locked.alone.failed = 5000;
  EXPECT_THAT(interference_sentence(locked, a_report_in_phases().result), ::testing::HasSubstr("cannot be compared"));
}

TEST(InterferenceWords, SayWhatCannotBeCompared) {
  Interference few = chat(41, 180);
  few.alone.count = 43;
  few.ratio.reset();
  EXPECT_EQ(interference_sentence(few, a_report_in_phases().result),
            "chat cannot be compared: 43 answered alone, 1,350 together, 100 of each needed; run longer");
}

TEST(InterferenceWords, NameAllThatWasUnderLoadMeanwhile) {
  RunResult run = a_report_in_phases().result;
  run.tracks.emplace_back().name = "files";
  const std::string text = interference_sentence(chat(41, 41), run);
  EXPECT_THAT(text, ::testing::EndsWith("while the database and files were under load")) << "a name where no target is";
  run.tracks[2].target = "the database";
  EXPECT_THAT(interference_sentence(chat(41, 41), run), ::testing::EndsWith("while the database was under load"));
}

}  // namespace
}  // namespace loadtest
