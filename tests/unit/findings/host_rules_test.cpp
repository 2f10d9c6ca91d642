#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "findings/rule.h"

// What cannot be brought about on any machine, and where the limits of rules lie;
// tests/integration/host_findings_test.py has causes that are real.

namespace loadtest {
namespace {

using testing::HasSubstr;

constexpr int run_seconds = 120;

/// A steady run of two minutes that passed, and that the generator can be believed in.
Report steady_report() {
  Report report;
  report.result.measured = std::chrono::seconds(run_seconds);
  report.result.phases = {{"run", Nanos(0), report.result.measured}};
  report.result.tracks.resize(1);
  report.verdict.status = VerdictStatus::pass;
  return report;
}

ObservedSeries series(std::string name, const std::function<double(int)>& value, int first = 1) {
  ObservedSeries made{std::move(name), "", {}};
  for (int second = first; second <= run_seconds; ++second)
    made.points.push_back({std::chrono::seconds(second) - std::chrono::milliseconds(100), value(second)});
  return made;
}

ObservedSeries series(std::string name, double value) {
  return series(std::move(name), [value](int) { return value; });
}

Observed source(std::string name, std::vector<ObservedSeries> all, std::vector<ObservedFigure> figures = {}) {
  Observed observed;
  observed.source = std::move(name);
  observed.series = std::move(all);
  observed.figures = std::move(figures);
  return observed;
}

std::vector<Finding> found_by(std::string_view id, const Report& report) {
  std::vector<Finding> findings;
  find_rule(id)->look(report, findings);
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.id, id);
    EXPECT_FALSE(finding.title.empty());
    EXPECT_FALSE(finding.evidence.empty()) << finding.title;
    EXPECT_FALSE(finding.advice.empty()) << finding.title;
  }
  return findings;
}

std::vector<Finding> found_in(std::string_view id, Observations observations) {
  Report report = steady_report();
  report.observations = std::move(observations);
  return found_by(id, report);
}

/// How grave each case is found to be: "" = no finding.
struct Case {
  const char* what;
  Observations seen;
  const char* severity;
};

void expect(std::string_view id, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const auto findings = found_in(id, one.seen);
    ASSERT_LE(findings.size(), 1u) << one.what;
    EXPECT_STREQ(findings.empty() ? "" : severity_name(findings[0].severity), one.severity) << one.what;
  }
}

TEST(AnyRule, IsSilentWithoutObservations) {
  const Report report = steady_report();
  EXPECT_THAT(find_causes(report), testing::IsEmpty());
  EXPECT_THAT(find_causes(Report()), testing::IsEmpty());
}

TEST(CgroupThrottled, GoesByTheShareOfTime) {
  const auto held = [](double share) {
    return Observations{
        source("generator", {series("cpu.throttled", share)}, {{"limit.cpus", "cores", 0.5}, {"cpus", "", 8}})};
  };
  expect("cgroup-throttled", {{"never", held(0), ""},
                              {"now and then", held(0.01), ""},
                              {"noticeably", held(0.03), "warning"},
                              {"most of the time", held(0.7), "critical"},
                              {"it has no limit", {source("generator", {series("cpu.busy", 1)})}, ""}});
  const auto findings = found_in("cgroup-throttled", held(0.7));
  EXPECT_THAT(findings[0].title, HasSubstr("70 %"));
  EXPECT_THAT(findings[0].evidence[1], HasSubstr("0.50 cores of 8"));
}

TEST(NetworkBound, IsAFullWireOrLostSegments) {
  const auto wire = [](double used) {
    return Observations{source("generator", {series("network.used", used), series("network.sent", 1e8)},
                               {{"network.speed", "bytes/s", 1.25e8}})};
  };
  const auto lost = [](double again, double all) {
    return Observations{source("generator", {}),
                        source("target", {series("tcp.retransmits", again), series("tcp.segments", all)})};
  };
  expect("network-bound",
         {{"half used", wire(0.5), ""},
          {"full", wire(0.93), "warning"},
          {"full for ten seconds",
           {source("generator", {series("network.used", [](int s) { return s < 10 ? 1.0 : 0.1; })})},
           ""},
          {"none lost", lost(0, 5000), ""},
          {"one in a thousand lost", lost(5, 5000), ""},
          {"one in fifty lost", lost(100, 5000), "warning"},
          {"one of a few lost", lost(0.3, 10), ""},
          {"many lost once",
           {source("generator", {series("tcp.retransmits", [](int s) { return s == 50 ? 10000.0 : 0.0; }),
                                 series("tcp.segments", 5000)})},
           ""}});
}

TEST(MemoryShort, NeedsToFallAndToBeLow) {
  constexpr double gib = 1024.0 * 1024 * 1024;
  const auto left = [&](const char* who, double from, double to) {
    return source(who,
                  {series("memory.available", [=](int s) { return gib * (from + (to - from) * s / run_seconds); }),
                   series("cpu.busy", 0.3)},
                  {{"memory.total", "bytes", 16 * gib}, {"cpus", "", 4}});
  };
  expect("memory-short",
         {{"enough", {left("generator", 8, 4)}, ""},
          {"low all along", {left("generator", 0.5, 0.5)}, ""},
          {"falls below", {left("generator", 4, 0.4)}, "warning"},
          {"hardly any left", {left("generator", 4, 0.01)}, "critical"},
          {"the target's", {source("generator", {}), left("target 2", 4, 0.4)}, "warning"},
          {"the same machine, seen twice", {left("generator", 4, 0.4), left("target", 4, 0.4)}, "warning"}});
}

TEST(TargetCpuBound, IsAMachineAThreadOrACore) {
  const auto host = [](double busy, double steal) {
    return source("target", {series("cpu.busy", busy), series("cpu.steal", steal)},
                  {{"cpus", "", 16}, {"memory.total", "bytes", 64e9}});
  };
  const auto generator = [](double busy) {
    return source("generator", {series("cpu.busy", busy)}, {{"cpus", "", 16}, {"memory.total", "bytes", 64e9}});
  };
  const auto thread = [](double ran, double waited) {
    return source("target", {series("process.cpu", ran + 0.02), series("process.busiest", ran + 0.02),
                             series("process.busiest_thread", ran), series("process.busiest_thread.waited", waited)});
  };
  const auto exporter = [](const std::function<double(int)>& cpu) {
    return source("target", {series("process.cpu", cpu)});
  };
  expect("target-cpu-bound",
         {{"half busy", {generator(0.1), host(0.5, 0)}, ""},
          {"full", {generator(0.1), host(0.98, 0)}, "warning"},
          {"full, half of it for others", {generator(0.1), host(0.5, 0.49)}, "warning"},
          {"a machine of the same kind", {generator(0.8), host(0.98, 0)}, "warning"},
          {"the generator's own machine", {generator(0.98), host(0.98, 0)}, ""},
          {"a thread half busy", {thread(0.5, 0)}, ""},
          {"a thread that never rests", {thread(0.97, 0.01)}, "warning"},
          {"one that has to share its core", {thread(0.5, 0.49)}, "warning"},
          {"one that hardly gets a processor", {thread(0.1, 0.89)}, ""},
          {"threads that share one lock",
           {source("target", {series("process.busiest_thread", 0.4), series("process.busiest_thread.waited", 0.1),
                              series("process.busiest", 1.01)})},
           "warning"},
          {"an exporter that says one core", {exporter([](int s) { return 0.98 + 0.02 * (s % 2); })}, "warning"},
          {"one core on average", {exporter([](int s) { return s % 2 ? 0.7 : 1.3; })}, ""},
          {"several cores", {exporter([](int) { return 3.4; })}, ""}});
  Report failed = steady_report();
  failed.observations = {thread(0.97, 0.01)};
  failed.verdict.status = VerdictStatus::fail;
  EXPECT_EQ(found_by("target-cpu-bound", failed)[0].severity, Severity::critical);
}

TEST(GeneratorMachineShared, IsSaidOnlyWhereTheGeneratorSuffered) {
  Report report = steady_report();
  report.observations = {
      source("generator", {series("cpu.busy", 0.99), series("cpu.loadtest", 0.1)}, {{"cpus", "", 2}})};
  EXPECT_TRUE(found_by("generator-machine-shared", report).empty()) << "a full machine that keeps nobody waiting";
  report.verdict.trust = {.trustworthy = false, .reasons = {"it waited"}, .warnings = {}};
  ASSERT_EQ(found_by("generator-machine-shared", report).size(), 1u);
  EXPECT_EQ(found_by("generator-machine-shared", report)[0].severity, Severity::warning);
  report.embedded = true;
  report.verdict.trust = {.trustworthy = true, .reasons = {}, .warnings = {"it waited"}};
  EXPECT_EQ(found_by("generator-machine-shared", report)[0].severity, Severity::info);
  report.observations = {source("generator", {series("cpu.busy", 0.99), series("cpu.loadtest", 0.8)})};
  EXPECT_TRUE(found_by("generator-machine-shared", report).empty()) << "it was loadtest itself";
}

TEST(TargetMemoryGrows, IsNoCacheThatFillsAndNoSawtooth) {
  constexpr double mib = 1024.0 * 1024;
  const auto memory = [](const std::function<double(int)>& value) {
    return Observations{source("target", {series("process.memory", value)})};
  };
  expect("target-memory-grows",
         {{"a leak", memory([=](int s) { return (100 + s) * mib; }), "info"},
          {"a leak with noise", memory([=](int s) { return (100 + s + (s * 7919 % 13)) * mib; }), "info"},
          {"constant", memory([=](int) { return 300 * mib; }), ""},
          {"a little", memory([=](int s) { return (300 + 0.1 * s) * mib; }), ""},
          {"a cache that fills", memory([=](int s) { return (100 + 200 * (1 - std::exp(-s / 15.0))) * mib; }), ""},
          {"a collector at work", memory([=](int s) { return (100 + 10 * (s % 20)) * mib; }), ""}});
  Report report = steady_report();
  report.observations = memory([=](int s) { return (100 + s) * mib; });
  report.result.tracks[0].steady = false;
  EXPECT_TRUE(found_by("target-memory-grows", report).empty()) << "more load may take more memory";
}

TEST(HealthFailing, IsHeldAgainstWhatWasBeforeTheLoad) {
  const auto health = [](double alone, const std::function<double(int)>& latency,
                         const std::function<double(int)>& failed) {
    return Observations{source("health", {series("latency", latency, -1), series("failed", failed, -1)},
                               {{"latency.alone", "ms", alone}})};
  };
  const auto never = [](int) { return 0.0; };
  expect("health-failing", {{"well",
                             health(
                                 2, [](int) { return 2.5; }, never),
                             ""},
                            {"four times as slow, and still fast",
                             health(
                                 2, [](int) { return 8.0; }, never),
                             ""},
                            {"slow",
                             health(
                                 20, [](int) { return 300.0; }, never),
                             "warning"},
                            {"slow all along",
                             health(
                                 300, [](int) { return 330.0; }, never),
                             ""},
                            {"failed once",
                             health(
                                 2, [](int) { return 2.0; }, [](int s) { return s == 30 ? 1.0 : 0.0; }),
                             ""},
                            {"fails",
                             health(
                                 2, [](int) { return 2.0; }, [](int s) { return s > 30 ? 1.0 : 0.0; }),
                             "critical"},
                            {"failed before the load, too",
                             health(
                                 2, [](int) { return 2.0; }, [](int) { return 1.0; }),
                             ""}});
}

TEST(HostRules, LookAtTheJudgedPhaseAlone) {
  Report report = steady_report();
  report.result.phases = {{"db", Nanos(0), std::chrono::seconds(60)},
                          {"both", std::chrono::seconds(60), std::chrono::seconds(120)}};
  report.result.phases[1].judged = true;
  report.observations = {source("generator", {series("cpu.throttled", [](int s) { return s <= 60 ? 0.5 : 0.0; })})};
  EXPECT_TRUE(found_by("cgroup-throttled", report).empty());
  report.result.phases[1].judged = false;
  report.result.phases[0].judged = true;
  EXPECT_EQ(found_by("cgroup-throttled", report).size(), 1u);
}

}  // namespace
}  // namespace loadtest
