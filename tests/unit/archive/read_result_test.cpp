#include "archive/read_result.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "core/random.h"
#include "report/sink.h"
#include "stats/hdr_encoding.h"
#include "unit/report/a_report_in_phases.h"

namespace loadtest {
namespace {

using namespace testing;
namespace json = boost::json;

/// A sum of two segments, one of them not trustworthy and stopped early.
Report a_sum() {
  Report report = a_report_in_phases();
  report.result.tracks[0].open_model = true;
  report.result.tracks[1].facts = {{"server", "PostgreSQL 15"}};
  report.result.start_at = report.result.started_at = Instant(1'795'348'800s + 250ms);
  report.result.stop_reason = StopReason::terminated;
  report.segments.resize(2);
  for (unsigned i = 0; i < 2; ++i) {
    report.segments[i].segment = {i, 2};
    report.segments[i].host = "host-" + std::to_string(i);
    report.segments[i].started_at = report.result.started_at;
  }
  report.segments[1].trustworthy = false;
  report.segments[1].reasons = {"it missed 3 of 10 starts"};
  report.segments[1].stop_reason = StopReason::terminated;
  report.segments[1].lag_p99_ms = 0.125;
  report.observations = {{.source = "database",
                          .facts = {{"version", "15.18"}},
                          .figures = {{"limit.connections", "", 100}},
                          .series = {{"waits.lock", "", {{-500ms, 0}, {500ms, 2.5}}}},
                          .tables = {{"waits", {{"type", ""}, {"share", "share"}}, {{{"Lock"}, {0.75}}, {{}, {0.25}}}}},
                          .notes = {"others' statements are hidden"}}};
  report.findings = {
      {"lock-contention", Severity::critical, "they wait", {"75 % of samples"}, {"shorter transactions"}},
      {"generator-bound", Severity::info, "it was late", {}, {}}};
  return report;
}

/// A search whose second level broke.
Report a_search() {
  Report report = a_report();
  SearchOutcome& search = report.search.emplace();
  search.what = "rate";
  search.track = "ws";
  search.from = 100;
  search.to = 1000.5;
  search.precision = 0.05;
  search.level_duration = 1500ms;
  search.repeats = 3;
  search.levels = {{.level = 100, .standing = LevelStanding::held, .p95_ms = 12.5, .service_mean_ms = 11},
                   {.level = 105, .standing = LevelStanding::broke, .broken = "ws answers", .reason = "none came"},
                   {.level = 105, .reason = "p99 of its lag was 3 ms"}};
  search.end = SearchEnd::found;
  search.holds = 100;
  search.breaks = 105;
  search.at_holds = {.held = 3, .broke = 1};
  search.at_breaks = {.held = 1, .broke = 2};
  search.first_broken = "ws answers";
  search.why = "none came";
  return report;
}

/// A matrix, one of whose runs broke and one was spoiled; or its first row as a sweep.
Report a_sweep(bool matrix) {
  Report report = a_report();
  report.coincidences = {{.track = "ws",
                          .operation = "chat",
                          .measure = "p95",
                          .source = "database",
                          .series = "waits.lock",
                          .r = 0.75,
                          .lag = -2s,
                          .p = 0.001,
                          .intervals = 45,
                          .period = 5s}};
  SweepOutcome& sweep = report.sweep.emplace();
  sweep.axes = {{"pool", "pool-size", "db", {5, 10}}};
  if (matrix) sweep.axes = {{"users", "users", "ws", {5}}, {"rate", "db-rate", "db", {0, 100.5, 200}}};
  sweep.run_duration = 20s;
  const LevelStanding standings[] = {LevelStanding::held, LevelStanding::broke, LevelStanding::spoiled};
  for (std::size_t i = 0; i < (matrix ? 3u : 2u); ++i) {
    SweepRun& run = sweep.runs.emplace_back();
    run.at = matrix ? std::vector<double>{5, sweep.axes[1].values[i]} : std::vector{sweep.axes[0].values[i]};
    run.standing = standings[i];
    if (i == 1) run.broken = "ws answers", run.reason = "none came";
    run.tracks = {{.name = "ws", .rate_per_s = 10, .success_share = 1, .p95_ms = 12.5, .rate_error = 0.01},
                  {.name = "db", .idle = i == 0, .rate_per_s = 100, .success_share = 0.5, .acquire_p95_ms = 3}};
  }
  sweep.conclude(false, false);
  sweep.notes = {"the server takes 100 connections"};
  return report;
}

TEST(ReadResult, WhatIsReadIsWrittenAgainWordForWord) {
  Report segment = a_report();
  segment.segment = {2, 5};
  segment.result.tracks[0].total[1].cancelled_max = 7s;
  segment.result.tracks[0].by_sessions = true;
  segment.result.tracks[0].steady = false;
  segment.result.tracks[0].users.lost_operations = 5'000'000'000;
  Report nothing;
  nothing.verdict.exit_code = ExitCode::inconclusive;
  for (const Report& report :
       {a_report(), a_report_in_phases(), a_sum(), a_search(), a_sweep(false), a_sweep(true), segment, nothing}) {
    const std::string written = result_json(report);
    const auto read = read_result(written);
    ASSERT_TRUE(read) << read.error().line();
    EXPECT_EQ(result_json(*read), written);
  }
}

TEST(ReadResult, WhatIsReadIsJudgedTheSame) {
  const Report report = a_report_in_phases();
  const Report read = *read_result(result_json(report));
  EXPECT_EQ(read.interference.size(), report.interference.size());
  EXPECT_EQ(read.interference[0].ratio, report.interference[0].ratio);
  EXPECT_EQ(read.result.tracks[0].settled[2][1].response.percentile(0.95),
            report.result.tracks[0].settled[2][1].response.percentile(0.95));
  EXPECT_FALSE(read.result.phases[0].has(1));
  EXPECT_EQ(read.result.tracks[1].operations[0].sum, true);
  EXPECT_EQ(console_summary(read, {}), console_summary(report, {}));
}

TEST(ReadResult, ASweepThatIsReadIsShownTheSame) {
  for (const bool matrix : {false, true}) {
    const Report report = a_sweep(matrix);
    const std::string shown = console_summary(report, {});
    EXPECT_EQ(console_summary(*read_result(result_json(report)), {}), shown);
    EXPECT_NE(shown.find(matrix ? "MATRIX" : "SWEEP"), std::string::npos);
    EXPECT_NE(shown.find("waits.lock of the database, 2s before it"), std::string::npos) << shown;
  }
}

TEST(ReadResult, RefusesWhatIsNoResultAndSaysWhy) {
  const struct {
    std::string text;
    const char* says;
  } cases[] = {
      {"", "is no JSON"},
      {"hello", "is no JSON"},
      {"{\"schema\": \"loadtest.result/1\"", "is no JSON"},
      {"[]", "is no result of loadtest"},
      {"{}", "is no result of loadtest"},
      {R"({"schema": 1})", "is no result of loadtest"},
      {R"({"schema": "loadtest.result/2"})", "has the format \"loadtest.result/2\""},
      {R"({"schema": "loadtest.result/1"})", "tool is missing"},
      {std::string(100'000, '['), "is no JSON"},
  };
  for (const auto& c : cases) {
    const auto read = read_result(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error().kind, ErrorKind::usage);
    EXPECT_EQ(read.error().message.find(c.says), 0u) << read.error().line();
  }
}

/// The result with one value in another's place.
std::string with(const char* pointer, json::value value) {
  json::value root = json::parse(result_json(a_report_in_phases()));
  root.at_pointer(pointer) = std::move(value);
  return json::serialize(root);
}

TEST(ReadResult, NamesThePlaceThatIsWrong) {
  const std::string other = encode_hdr(Histogram());
  const struct {
    const char* pointer;
    json::value value;
    const char* says;
  } cases[] = {
      {"/run/seed", -1, "run.seed is no count"},
      {"/run/seed", "one", "run.seed is no count"},
      {"/run/started_at", "today", "run.started_at \"today\" is no instant"},
      {"/run/segment", "3/2", "run.segment \"3/2\" is beyond"},
      {"/run/stop_reason", "bored", "run.stop_reason has a word"},
      {"/run/end_s", 61, "run.end_s is not the last phase's end"},
      {"/verdict/exit_code", 2, "verdict.exit_code is none"},
      {"/generator/lag_ms/max", 5, "generator.lag_histogram has another greatest value"},
      {"/tracks", json::object(), "tracks is no list"},
      {"/tracks/0/users/asked", 5'000'000'000, "tracks[0].users.asked is too large"},
      {"/tracks/0/operations/1/ok", 1, "tracks[0].operations[1].histogram has another count than ok"},
      {"/tracks/0/operations/1/histogram", "?", "tracks[0].operations[1].histogram is broken"},
      {"/tracks/0/operations/1/histogram", json::string(other), "tracks[0].operations[1].histogram is not that of"},
      {"/tracks/0/operations/1/response_ms/max", -1, "tracks[0].operations[1].response_ms.max is no length of time"},
      {"/tracks/0/intervals/3/operations", json::object({{"shout", nullptr}}),
       "tracks[0].intervals[3].operations.shout"},
      {"/phases/0/tracks/0/name", "nobody", "phases[0].tracks[0] is no track of the run"},
  };
  for (const auto& c : cases) {
    const auto read = read_result(with(c.pointer, c.value));
    ASSERT_FALSE(read) << c.pointer;
    EXPECT_EQ(read.error().message.find(c.says), 0u) << read.error().line();
  }
}

TEST(ReadResult, NoMutationOfAFileDoesHarm) {
  const std::string good = result_json(a_report());
  Random random(3);
  for (int i = 0; i < 400; ++i) {
    std::string text = good;
    for (int k = 0; k < 3; ++k) text[random.next() % text.size()] = static_cast<char>(random.next());
    if (random.next() % 4 == 0) text.resize(random.next() % text.size());
    (void)read_result(text);  // must come back, whatever it says; the sanitizers watch
  }
}

TEST(ReadResult, AFileIsNamedInWhatIsWrongWithIt) {
  const auto folder = std::filesystem::temp_directory_path() / ("loadtest-read-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string path = folder / "run.json";
  EXPECT_EQ(read_result_file(path).error().message, path + ": cannot be read: No such file or directory");
  EXPECT_EQ(read_result_file(folder).error().message, folder.string() + ": cannot be read: it is a folder");
  std::ofstream(path) << "{}";
  EXPECT_EQ(read_result_file(path).error().message, path + ": is no result of loadtest");
  std::ofstream(path) << result_json(a_report());
  EXPECT_TRUE(read_result_file(path));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace loadtest
