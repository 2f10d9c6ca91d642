#include "workloads/ws/ws_notes.h"

#include <gmock/gmock.h>

#include "core/secret.h"

namespace loadtest {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""us;

const TimePoint t0 = TimePoint(1000s);

JsonPointer at(const char* text) { return *JsonPointer::parse(text); }

std::string said(const FailureNotes& notes, std::size_t row = 0) { return notes.table(t0).text(row, "said"); }

TEST(FailureNotes, KeepTheFirstWordsOfEachKindAndCountTheRest) {
  FailureNotes notes, later;
  notes.add("close 4001", "invalid token", t0 + 3s);
  notes.add("close 4001", "something else", t0 + 4s);
  later.add("close 4001", "earlier", t0 + 1s);
  later.add("upgrade 503", "full", t0 + 2s);
  notes.add(later);
  const ObservedTable table = notes.table(t0);
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.text(0, "kind"), "close 4001");
  EXPECT_EQ(table.text(0, "said"), "earlier");
  EXPECT_EQ(table.number(0, "count"), 3);
  EXPECT_EQ(table.number(0, "first_s"), 1);
}

TEST(FailureNotes, AreBoundedAndSafeToShow) {
  FailureNotes notes;
  for (int i = 0; i < 1000; ++i) notes.add("kind " + std::to_string(i), "\x1b[31m" + std::string(5000, 'x'), t0);
  EXPECT_EQ(notes.table(t0).rows.size(), 32u);
  EXPECT_EQ(said(notes).find('\x1b'), std::string::npos);
  EXPECT_LT(said(notes).size(), 1000u);
}

TEST(FailureNotes, DoNotCutThroughASecretWhichNobodyWouldKnowAgain) {
  const std::string secret = "sk-" + std::string(60, 's');
  Redactor redactor;
  redactor.add(secret);
  for (std::size_t before = 200; before < 330; ++before) {
    FailureNotes notes;
    notes.add("error", std::string(before - 1, '.') + " " + secret + " and more", t0);
    EXPECT_EQ(redactor.redact(said(notes)).find("sk-"), std::string::npos) << before;
  }
}

TEST(LossNotes, TellSilenceAndAge) {
  LossNotes notes, others;
  for (int i = 0; i < 9; ++i) {
    const TimePoint heard = t0 + 1s * i;
    notes.add("eof", {.opened = t0, .sent = heard - 1ms, .heard = heard, .at = heard + 30s});
  }
  others.add("eof", {.opened = t0, .sent = t0 + 1s, .heard = t0, .at = t0 + 2s});
  others.add("close 1001", {.opened = t0, .sent = t0, .heard = t0, .at = t0 + 1s});
  notes.add(others);
  const ObservedTable table = notes.table(t0);
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.number(0, "count"), 10);
  EXPECT_NEAR(*table.number(0, "silent_s"), 30, 0.9);
  EXPECT_EQ(table.number(0, "silent_s_min"), 1);
  EXPECT_EQ(table.number(0, "silent_s_max"), 30);
  EXPECT_EQ(table.number(0, "age_s_max"), 38);
  EXPECT_EQ(table.number(0, "first_s"), 2);
  EXPECT_EQ(table.number(0, "last_s"), 38);
}

TEST(RateLimitNote, QuotesTheFirstRefusalAndTheLongestWait) {
  const DialogueRule::RateLimitPlaces places{at("/rate_limit/limit"), at("/rate_limit/window"), at("/retry")};
  RateLimitNote note, another;
  note.add(places, R"({"rate_limit":{"limit":100,"window":60},"retry":12.5})", t0 + 2s);
  note.add(places, R"({"rate_limit":{"limit":5,"window":1},"retry":30})", t0 + 3s);
  note.add(places, R"({"error":"of another kind"})", t0 + 1s);
  another.add(places, R"({"rate_limit":{"limit":"many","window":-1},"retry":7})", t0 + 4s);
  note.add(another);
  Observed noted;
  note.tell(t0, noted);
  EXPECT_EQ(noted.figure("rate_limit.refused"), 3);
  EXPECT_EQ(noted.figure("rate_limit.first"), 2);
  EXPECT_EQ(noted.figure("rate_limit.limit"), 100);
  EXPECT_EQ(noted.figure("rate_limit.window"), 60);
  EXPECT_EQ(noted.figure("rate_limit.retry_after"), 12.5);
  EXPECT_EQ(noted.figure("rate_limit.retry_after_max"), 30);
}

/// Messages each 10 ms from t0 to 10 s, asked 5 ms before; nothing while it stands still, and all of it afterwards.
StandStills answers_of(std::vector<std::pair<Nanos, Nanos>> still, Nanos shift = {}) {
  StandStills seen;
  for (Nanos sent = shift; sent < 10s; sent += 10ms) {
    Nanos done = sent + 5ms;
    for (const auto& [from, to] : still) {
      if (done >= from && done < to) done = to + (sent - from) / 1000;
    }
    seen.heard(t0 + done);
    seen.answered(t0 + sent, t0 + done, false);
  }
  seen.end();
  return seen;
}

ObservedTable told(std::vector<StandStills> shards) {
  Observed noted;
  StandStills::tell(shards, t0, noted);
  const ObservedTable* const table = noted.find_table("stand_stills");
  return table != nullptr ? *table : ObservedTable{};
}

TEST(StandStills, AreSeenWhereAllWaitedAndAllWereAnswered) {
  const ObservedTable table = told({answers_of({{2s, 2400ms}, {7s, 7200ms}})});
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_NEAR(*table.number(0, "at_s"), 2, 0.02);
  EXPECT_NEAR(*table.number(0, "length_s"), 0.4, 0.02);
  EXPECT_NEAR(*table.number(0, "answers"), 40, 3);
  EXPECT_NEAR(*table.number(0, "apart_s"), 0.4, 0.02);
  EXPECT_NEAR(*table.number(1, "at_s"), 7, 0.02);
}

TEST(StandStills, AreThoseOfAllShardsTogether) {
  const StandStills one = answers_of({{2s, 2400ms}, {7s, 7300ms}}), other = answers_of({{2s, 2400ms}}, 3ms);
  EXPECT_EQ(told({one, other}).rows.size(), 1u) << "in the second one somebody was answered";
  EXPECT_EQ(told({one, other, StandStills()}).rows.size(), 1u) << "a shard without users says nothing";
}

TEST(StandStills, AreNoPausesInWhichNobodyAsked) {
  StandStills seen;
  for (int second = 0; second < 10; ++second) {
    for (int i = 0; i < 50; ++i) {
      const TimePoint sent = t0 + 1s * second + 100us * i;
      seen.heard(sent + 5ms);
      seen.answered(sent, sent + 5ms, false);
    }
  }
  seen.end();
  EXPECT_TRUE(told({seen}).rows.empty());
}

TEST(StandStills, AreKeptInABoundedPlace) {
  StandStills seen;
  for (int i = 0; i < 20000; ++i) {
    const TimePoint at = t0 + 500ms * i;
    for (int k = 0; k < 20; ++k) seen.heard(at), seen.answered(at - 10ms * k - 5ms, at, false);
  }
  seen.end();
  const ObservedTable table = told({seen});
  EXPECT_LE(table.rows.size(), 200u);
}

TEST(AllWsNotes, BeginAnewForTheNextRun) {
  AllWsNotes all;
  WsNotes notes;
  notes.failures.add("eof", "", t0);
  all.add(std::move(notes));
  EXPECT_EQ(all.take(t0).find_table("failures")->rows.size(), 1u);
  EXPECT_EQ(all.take(t0).find_table("failures")->rows.size(), 0u);
}

}  // namespace
}  // namespace loadtest
