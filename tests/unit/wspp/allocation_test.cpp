#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "world.h"

using namespace loadtest;
using namespace loadtest::wspp;
using namespace loadtest::wspp::testing;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOADTEST_COUNTS_ALLOCATIONS 0  // the sanitizers' own operator new is wanted there
#else
#define LOADTEST_COUNTS_ALLOCATIONS 1
#endif

namespace {
std::atomic<long> allocations{0};
}

#if LOADTEST_COUNTS_ALLOCATIONS
// Not inlined: GCC would see malloc() and delete, or new and free(), and take them for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace {

struct Counter final : ConnectionObserver {
  ConnectionPtr connection;
  std::string payload;
  FrameKind kind = FrameKind::text;
  int received = 0;
  int wanted = 0;
  void on_open() override {}
  void on_message(std::string_view, FrameKind, TimePoint) override {
    if (++received < wanted) connection->send(payload, kind);
  }
  void on_closed(const CloseInfo&) override {}
};

struct EchoBack final : ConnectionObserver {
  ConnectionPtr connection;
  void on_open() override {}
  void on_message(std::string_view payload, FrameKind kind, TimePoint) override { connection->send(payload, kind); }
  void on_closed(const CloseInfo&) override {}
};

struct LeanHost final : ServerObserver {
  EchoBack echo;
  ConnectionObserver* on_request(const HttpRequest&) override { return &echo; }
  void on_connection(ConnectionObserver*, ConnectionPtr connection) override {
    echo.connection = std::move(connection);
  }
  HttpAnswer on_http(const HttpRequest&) override { return {}; }
};

TEST(Allocation, NoneForAMessageSentOrReceivedAfterWarmUp) {
  if (!LOADTEST_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations are not counted under this sanitizer";
  for (const std::size_t size : {64u, 1000u, 20000u}) {
    boost::asio::io_context io(1);
    LeanHost host;
    Server server(io, host);
    ASSERT_TRUE(server.listen({boost::asio::ip::make_address("127.0.0.1"), 0}));
    Client client(io, target_at(server.port()));
    Counter counter;
    counter.payload = std::string(size, 'x');
    counter.connection = client.connect(counter, {"/"}, 0);
    const auto round_trips = [&](int n) {
      counter.received = 0;
      counter.wanted = n;
      const TimePoint deadline = Clock::now() + std::chrono::seconds(10);
      while (counter.connection->send(counter.payload, counter.kind) == 0 && Clock::now() < deadline) io.run_one();
      while (counter.received < n && Clock::now() < deadline) io.run_one();
      EXPECT_EQ(counter.received, n);
    };
    round_trips(50);
    const long before = allocations.load();
    round_trips(1000);
    EXPECT_EQ(allocations.load() - before, 0) << size << " bytes";
    host.echo.connection.reset();
    counter.connection.reset();
  }
}

}  // namespace
