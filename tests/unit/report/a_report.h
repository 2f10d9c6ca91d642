#pragma once

#include "report/report.h"

namespace loadtest::testing {

using namespace std::chrono_literals;

inline constexpr const char* secret = "s3cret-\"token\"";

inline void record(OperationStats& stats, Nanos response, Nanos service, std::uint64_t times) {
  stats.response.record(response, times);
  stats.service.record(service, times);
  stats.tally.started += times;
  stats.tally.ok += times;
}

/// A failed run of one ws track made by hand, with something in every corner: hostile error texts, a secret that the
/// target echoes, users lost, replies late, drops, an operation that never happened.
inline Report a_report() {
  Report report;
  report.tool_version = "0.1.0";
  report.tool_commit = "abc";
  report.id = "20260102T030405-1";
  report.name = "nightly \"smoke\"";
  report.command = std::string("loadtest ws --token ") + secret;
  report.labels = {{"branch", "main"}, {"token", secret}};
  report.seed = 18'446'744'073'709'551'615u;
  report.host_cpus = 2;
  report.host_memory_bytes = 8'000'000'000;
  report.host_os = "Debian GNU/Linux 12";
  report.scenario = {
      {"ws", "ws", {{"users", "100"}}, {{"url", "ws://127.0.0.1:1"}, {"header", "a: 1"}, {"header", "b: 2"}}}};
  report.thresholds = {"ws.chat.response.p95 < 2s"};
  report.warnings = {"one token is used by 100 users"};
  report.redactor.add(secret);

  RunResult& run = report.result;
  run.measured = 20s;
  run.started_at = std::chrono::system_clock::time_point(1'767'323'045'678ms);
  run.ended_at = run.started_at + 21s;
  run.health.lag.record(80us, 1000);
  run.health.cpu_share = 0.31;
  run.health.waited_share = 0.012;
  run.health.peak_rss_bytes = 45u << 20;
  run.health.planned = run.health.started = 1010;

  TrackResult& track = run.tracks.emplace_back();
  track.name = track.workload = "ws";
  track.operations = {{"connect", 0}, {"chat", 1}, {"first_piece", 0}, {"ping", 0}};
  track.think_time = 2s;
  track.users = {.asked = 100,
                 .peak = 100,
                 .sustained = 97,
                 .lost = 3,
                 .replaced = 1,
                 .lost_operations = 2,
                 .lost_kinds = {{"close 1006", 3}}};
  track.warm_up_operations = 50;
  track.total.resize(4);
  record(track.total[0], 20ms, 20ms, 100);
  OperationStats& chat = track.total[1];
  record(chat, 400ms, 380ms, 900);
  record(chat, 3410ms, 1200ms, 100);
  chat.failed.record(10s, 7);
  chat.tally.failed = 7;
  chat.tally.started += 10;
  chat.tally.cancelled = 3;
  chat.tally.dropped = 2;
  chat.tally.late = 4;
  chat.tally.lost = 1;
  chat.errors = {{"reply timeout", 5}, {"::error \x1b[2J", 1}, {std::string("bad ") + secret, 1}};
  record(track.total[3], 1ms, 1ms, 10);

  Interval interval{.from = 0s, .length = 1s, .users = 100, .operations = {}};
  interval.operations.resize(4);
  IntervalHistogram histogram;
  histogram.record(400ms, 45);
  interval.operations[1] = {.started = 50,
                            .ok = 45,
                            .failed = 2,
                            .dropped = 1,
                            .response = SparseHistogram(histogram),
                            .errors = {{"reply timeout", 1}, {std::string("bad ") + secret, 1}}};
  interval.planned = 51;
  track.intervals = {interval};

  report.verdict.status = VerdictStatus::fail;
  report.verdict.exit_code = ExitCode::criterion_failed;
  report.verdict.reasons = {"p95 of chat response was 3.41 s, limit 2 s", "chat success was 99.11 %, needed 99.5 %"};
  report.verdict.criteria = {
      {"users connected at once", "ws.users >= 100", 100, "count", CriterionStatus::pass, "", ""},
      {"p95 of chat response", "ws.chat.response.p95 < 2s", 3410, "ms", CriterionStatus::fail, "", ""},
      {"connect success", "ws.connect.success > 95%", 0.94, "share", CriterionStatus::warn, "fails under 90 %", ""},
      {"p95 of ping response", "ws.ping.response.p95 < 1s", std::nullopt, "ms", CriterionStatus::no_data, "", ""},
      {"stable under load", "ws.chat.response.p95 last third <= 1.5 x first third", std::nullopt, "ratio",
       CriterionStatus::not_tried, "not tried (a third has 12 samples, needs 30)", ""}};
  return report;
}

}  // namespace loadtest::testing
