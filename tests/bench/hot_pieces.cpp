// What the pieces cost that run for every operation, and the histogram that a result is written with.
#include <benchmark/benchmark.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "core/random.h"
#include "engine/deadline_ring.h"
#include "engine/shard_timer.h"
#include "load/arrivals.h"
#include "stats/hdr_encoding.h"
#include "stats/recorder.h"
#include "workloads/db/db_run.h"
#include "workloads/db/recent_steps.h"
#include "workloads/db/slow_queries.h"
#include "workloads/ws/dialogue.h"
#include "wspp/frame.h"
#include "wspp/mask_source.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

// As the reference backend answers a chat.
constexpr std::string_view pam_reply =
    R"({"type":"chat_response","message":"I looked at your route, the weather and your budget: leave before nine, )"
    R"(refuel in the last town, and keep the second camp site in reserve.","timestamp":"2026-11-23T18:42:00Z",)"
    R"("processing_time_ms":1.742,"rows_read":14})";

// Response times as a run has them: 0.2 to 200 ms, most of them short.
std::vector<Nanos> response_times() {
  Random random(1);
  std::vector<Nanos> times(4096);
  for (Nanos& time : times) time = Nanos((200'000 << (random.next() % 11)) >> (random.next() % 3));
  return times;
}

void record_a_sample(benchmark::State& state) {
  const auto times = response_times();
  Recorder recorder(3, 1);
  Sample sample;
  std::size_t i = 0;
  for (auto _ : state) {
    sample.sent = sample.intended + 50us;
    sample.done = sample.intended + times[i++ % times.size()];
    recorder.record(sample, 0);
  }
}
BENCHMARK(record_a_sample);

// What lets a slow query be asked again, and a deadlock be given its statements.
void note_a_query(benchmark::State& state) {
  const auto times = response_times();
  Problems problems;
  SlowQueries slow(QueryMix::read("80:20", "", problems));
  std::vector<RecentSteps> connections(20);
  const std::string name = "profile";
  TimePoint at{1s};
  std::uint64_t i = 0;
  for (auto _ : state) {
    const Nanos took = times[++i % times.size()];
    at += 1us;
    slow.add({.number = i,
              .user = static_cast<std::uint32_t>(i % 1000),
              .operation = static_cast<OperationId>(DbOperations::first_statement + i % 7),
              .step = 0,
              .took = took,
              .at = at});
    connections[i % connections.size()].add(name, at - took, at);
  }
}
BENCHMARK(note_a_query);

void match_a_pam_reply(benchmark::State& state) {
  const Dialogue pam = *find_dialogue("pam");
  if (pam.match(pam_reply).role != Role::reply) state.SkipWithError("this is no reply");
  for (auto _ : state) benchmark::DoNotOptimize(pam.match(pam_reply));
}
BENCHMARK(match_a_pam_reply);

void next_start(benchmark::State& state, double from, double to, Arrival arrival) {
  // Longer than any benchmark takes.
  const std::vector<Stage> stages{{100h, to}};
  const Schedule schedule(from, stages);
  Arrivals arrivals(schedule, arrival, {}, 1);
  for (auto _ : state) {
    auto start = arrivals.next();
    if (!start) return state.SkipWithError("the schedule has ended");
    benchmark::DoNotOptimize(start);
  }
}
BENCHMARK_CAPTURE(next_start, regular, 10'000, 10'000, Arrival::regular);
BENCHMARK_CAPTURE(next_start, poisson, 10'000, 10'000, Arrival::poisson);
BENCHMARK_CAPTURE(next_start, ramp, 10'000, 20'000, Arrival::regular);
BENCHMARK_CAPTURE(next_start, poisson_ramp, 10'000, 20'000, Arrival::poisson);

void frame_a_masked_message(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  wspp::MaskSource masks;
  wspp::FrameBuffer out;
  for (auto _ : state) {
    wspp::write_data_frame(payload, wspp::FrameKind::text, masks(), out);
    benchmark::DoNotOptimize(out.view().data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}
BENCHMARK(frame_a_masked_message)->Arg(64)->Arg(1024)->Arg(65536);

// Time-outs of replies with that many users waiting: the oldest answer comes, the user sends again.
void set_a_deadline(benchmark::State& state) {
  boost::asio::io_context io;
  ShardTimer timer(io);
  DeadlineRing ring(timer);
  std::vector<DeadlineHook> hooks(static_cast<std::size_t>(state.range(0)));
  TimePoint now = Clock::now() + 1h;  // the timer is set once, and never fires
  for (DeadlineHook& hook : hooks) ring.set(hook, now += 1us);
  std::size_t i = 0;
  for (auto _ : state) {
    DeadlineHook& hook = hooks[i++ % hooks.size()];
    hook.clear();
    ring.set(hook, now += 1us);
  }
}
BENCHMARK(set_a_deadline)->Arg(100)->Arg(10'000);

void encode_a_histogram(benchmark::State& state) {
  Histogram histogram;
  for (const Nanos time : response_times()) histogram.record(time);
  for (auto _ : state) benchmark::DoNotOptimize(encode_hdr(histogram));
}
BENCHMARK(encode_a_histogram);

void decode_a_histogram(benchmark::State& state) {
  Histogram histogram;
  for (const Nanos time : response_times()) histogram.record(time);
  const std::string text = encode_hdr(histogram);
  for (auto _ : state) {
    auto decoded = decode_hdr<3>(text);
    if (!decoded || decoded->count() != histogram.count()) return state.SkipWithError("it was not read back");
    benchmark::DoNotOptimize(decoded);
  }
}
BENCHMARK(decode_a_histogram);

}  // namespace
}  // namespace loadtest

BENCHMARK_MAIN();
