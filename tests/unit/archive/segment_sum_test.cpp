#include "archive/segment_sum.h"

#include <gtest/gtest.h>

#include "archive/read_result.h"
#include "judge/verdict.h"
#include "report/sink.h"
#include "unit/report/a_report_in_phases.h"

namespace loadtest {
namespace {

using namespace testing;

bool may_differ(const ShownTrack&, std::string_view option) { return option == "token-file"; }

Report segment(unsigned index, unsigned count) {
  Report report = a_report_in_phases();
  report.segment = {index, count};
  report.host_name = "host-" + std::to_string(index);
  report.id = "run-" + std::to_string(index);
  report.labels = {{"branch", "main"}, {"machine", std::to_string(index)}};
  report.result.started_at = Instant(1'795'348'800s) + std::chrono::milliseconds(index);
  return report;
}

std::string refused(const Report& other) {
  SegmentSum sum(may_differ);
  EXPECT_TRUE(sum.add("a.json", segment(0, 3)));
  const Status added = sum.add("b.json", other);
  return added ? "" : added.error().line();
}

TEST(SegmentSum, AddsUpWhatWasMeasuredAndKeepsWhoDid) {
  SegmentSum sum(may_differ);
  for (const unsigned index : {2u, 0u, 1u}) ASSERT_TRUE(sum.add("x.json", segment(index, 3)));
  EXPECT_EQ(sum.missing(), "");
  EXPECT_TRUE(sum.gaps().empty());
  EXPECT_TRUE(sum.doubts().empty());
  const Report report = sum.take();
  const Report one = segment(0, 3);
  EXPECT_EQ(report.result.tracks[0].total[1].tally.ok, 3 * one.result.tracks[0].total[1].tally.ok);
  EXPECT_EQ(report.result.tracks[0].users.asked, 300u);
  ASSERT_EQ(report.interference.size(), one.interference.size());
  EXPECT_EQ(report.interference[0].alone.count, 3 * one.interference[0].alone.count);
  EXPECT_EQ(report.interference[0].ratio, one.interference[0].ratio);
  EXPECT_TRUE(report.segment.whole());
  ASSERT_EQ(report.segments.size(), 3u);
  for (unsigned index = 0; index < 3; ++index) {
    EXPECT_EQ(report.segments[index].segment, (ShardSlot{index, 3}));
    EXPECT_EQ(report.segments[index].host, "host-" + std::to_string(index));
    EXPECT_EQ(report.segments[index].run_id, "run-" + std::to_string(index));
  }
  EXPECT_EQ(report.labels, (std::map<std::string, std::string>{{"branch", "main"}})) << "what all of them have";
}

TEST(SegmentSum, SumsCanBeAddedUpToo) {
  const auto add = [](std::vector<Report> parts) {
    SegmentSum sum(may_differ);
    for (Report& part : parts) EXPECT_TRUE(sum.add("x.json", std::move(part)));
    Report report = sum.take();
    report.id = "the sum";
    return *read_result(result_json(report));
  };
  const std::string at_once = result_json(add({segment(0, 3), segment(1, 3), segment(2, 3)}));
  EXPECT_EQ(result_json(add({add({segment(2, 3), segment(0, 3)}), segment(1, 3)})), at_once);
  EXPECT_EQ(result_json(add({add({segment(0, 3), segment(1, 3), segment(2, 3)})})), at_once);
}

TEST(SegmentSum, RefusesWhatDoesNotBelongTogether) {
  EXPECT_EQ(refused(segment(0, 3)),
            "b.json: has segment 0/3, which a.json has too (give each segment once; is one of them an earlier sum?)");
  EXPECT_EQ(refused(segment(1, 4)),
            "b.json: is segment 1/4 of a run, and a.json is one of 3 (add up the segments of one run only)");
  Report whole = segment(0, 1);
  EXPECT_EQ(refused(whole),
            "b.json: is the result of a whole run, not of a segment (segments are run with --segment K/N)");
  Report other = segment(1, 3);
  other.result.tracks[0].operations[1].name = "shout";
  EXPECT_EQ(refused(other),
            "b.json: does not fit a.json: its operations of track ws are others (all segments of a run have the same "
            "options but --segment)");
}

TEST(SegmentSum, SaysInWhatScenariosDiffer) {
  const auto with = [](const auto& change) {
    Report report = segment(1, 3);
    change(report);
    return refused(report);
  };
  const std::string head = "b.json: is of another scenario than a.json: ";
  const std::string tail = " (all segments of a run have the same options but --segment)";
  EXPECT_EQ(with([](Report& r) {
              r.scenario[0].load = {{"users", "30"}};
            }),
            head + "track ws: users 30, not none" + tail);
  EXPECT_EQ(with([](Report& r) {
              r.scenario[1].options = {{"pool-size", "5"}};
            }),
            head + "track db: --pool-size 5, not none" + tail);
  EXPECT_EQ(with([](Report& r) { r.seed = 9; }), head + "seed 9, not 0" + tail);
  EXPECT_EQ(with([](Report& r) { r.thresholds = {"ws.chat.response.p95 < 1s"}; }), head + "other thresholds" + tail);
  EXPECT_EQ(with([](Report& r) { r.scenario.pop_back(); }), head + "tracks ws, not ws, db" + tail);
  EXPECT_EQ(with([](Report& r) {
              r.seed = 9;
              r.strict = true;
              r.default_criteria = false;
              r.scenario[0].embedded = true;
            }),
            head + "track ws: embedded yes, not no; seed 9, not 0; default criteria no, not yes; and 1 more" + tail);
  EXPECT_EQ(with([](Report& r) {
              r.scenario[0].options = {{"token-file", "/home/b/tokens"}};
              r.threads = 8;
              r.name = "b";
            }),
            "")
      << "what is of the machine may differ";
}

TEST(SegmentSum, TellsWhatIsMissingAndWhomNotToBelieve) {
  SegmentSum sum(may_differ);
  Report first = segment(1, 4), second = segment(2, 4);
  first.result.stop_reason = StopReason::terminated;
  first.result.measured = 3s;
  second.verdict.trust = {false, {"it missed 3 of 10 starts"}, {}};
  ASSERT_TRUE(sum.add("a.json", std::move(first)));
  ASSERT_TRUE(sum.add("b.json", std::move(second)));
  EXPECT_EQ(sum.missing(), "segments 0/4 and 3/4 are missing");
  EXPECT_EQ(sum.gaps(),
            (std::vector<std::string>{"segments 0/4 and 3/4 are missing: these are the figures of 2 of 4 shares",
                                      "segment 1/4 was stopped by SIGTERM after 3.0 s"}));
  EXPECT_EQ(sum.doubts(), (std::vector<std::string>{"segment 2/4: it missed 3 of 10 starts"}));
}

TEST(SegmentSum, WarnsOfSegmentsThatDidNotBeginTogether) {
  SegmentSum sum(may_differ);
  Report late = segment(1, 2);
  late.result.started_at += 3s;
  ASSERT_TRUE(sum.add("a.json", segment(0, 2)));
  ASSERT_TRUE(sum.add("b.json", std::move(late)));
  const Report report = sum.take();
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_EQ(report.warnings[0].find("the segments did not begin together: 1/2 began 3 s after 0/2"), 0u)
      << report.warnings[0];
}

}  // namespace
}  // namespace loadtest
