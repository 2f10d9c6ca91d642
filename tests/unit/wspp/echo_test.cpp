#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_peer.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::wspp;
using namespace loadtest::wspp::testing;
using ::testing::ElementsAre;

namespace {

struct Echo : ::testing::Test {
  boost::asio::io_context io{1};
  EchoHost host{io};
  Client client{io, target_at(host.server.port())};
  Ear ear;

  void open(const std::string& resource = "/") {
    ear.connection = client.connect(ear, {resource}, 0);
    EXPECT_EQ(ear.opens, 0);
    ASSERT_TRUE(run_until(io, [&] { return ear.opens == 1 && host.ears.size() == 1 && host.ears[0]->opens == 1; }));
  }
};

TEST_F(Echo, TextAndBinaryComeBackAsTheyWere) {
  open();
  EXPECT_EQ(ear.connection->send("hello", FrameKind::text), 2u + 4u + 5u);
  ASSERT_TRUE(run_until(io, [&] { return ear.messages.size() == 1; }));
  const std::string bytes("\0\xff\x80", 3);
  ear.connection->send(bytes, FrameKind::binary);
  ASSERT_TRUE(run_until(io, [&] { return ear.messages.size() == 2; }));
  EXPECT_THAT(ear.messages, ElementsAre("hello", bytes));
  EXPECT_THAT(ear.kinds, ElementsAre(FrameKind::text, FrameKind::binary));
}

TEST_F(Echo, SizesAroundEachLengthFieldAndTheReadBufferComeBack) {
  open();
  for (const std::size_t size : {0u, 1u, 125u, 126u, 1010u, 1024u, 1025u, 65535u, 65536u, 200000u}) {
    std::string message(size, 'x');
    for (std::size_t i = 0; i < size; ++i) message[i] = static_cast<char>('a' + i % 26);
    ear.messages.clear();
    const std::uint32_t header = size < 126 ? 2 : size < 65536 ? 4 : 10;
    EXPECT_EQ(ear.connection->send(message, FrameKind::text), header + 4 + size);
    ASSERT_TRUE(run_until(io, [&] { return !ear.messages.empty(); })) << size;
    EXPECT_TRUE(ear.messages[0] == message) << size;
  }
}

TEST_F(Echo, MoreThanTheSocketTakesIsSentInOrder) {
  open();
  const std::string big(1 << 20, 'b');
  std::size_t most = 0;
  for (int i = 0; i < 16; ++i) {
    ear.connection->send(big, FrameKind::binary);
    ear.connection->send(std::to_string(i), FrameKind::text);
    most = std::max(most, ear.connection->unsent_bytes());
  }
  EXPECT_GT(most, 1u << 20);
  ASSERT_TRUE(run_until(io, [&] { return ear.messages.size() == 32; }));
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_TRUE(ear.messages[2 * i] == big);
    EXPECT_EQ(ear.messages[2 * i + 1], std::to_string(i));
  }
  EXPECT_EQ(ear.connection->unsent_bytes(), 0u);
}

TEST_F(Echo, ReceptionIsTimedBetweenSendingAndTheCallback) {
  open();
  for (int i = 0; i < 20; ++i) {
    const TimePoint before = Clock::now();
    ear.connection->send("x", FrameKind::text);
    const std::size_t n = ear.messages.size() + 1;
    ASSERT_TRUE(run_until(io, [&] { return ear.messages.size() == n; }));
    // The two clocks are read one after the other, so allow them a little.
    EXPECT_GT(ear.times.back(), before - std::chrono::microseconds(50));
    EXPECT_LT(ear.times.back(), Clock::now() + std::chrono::microseconds(50));
  }
}

TEST_F(Echo, CloseCarriesCodeAndReasonToTheServerAndBack) {
  open();
  ear.inside_call = true;
  ear.connection->close(1000, "done here");
  ear.inside_call = false;
  EXPECT_EQ(ear.connection->send("late", FrameKind::text), 0u);
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1 && host.ears[0]->ends == 1; }));
  EXPECT_FALSE(ear.told_inside_call);
  for (const CloseInfo& info : {*ear.info, *host.ears[0]->info}) {
    EXPECT_EQ(info.kind, "close 1000");
    EXPECT_EQ(info.code, 1000);
    EXPECT_EQ(info.reason, "done here");
    EXPECT_TRUE(info.clean);
  }
}

TEST_F(Echo, ServerThatClosesOnceOpenIsSeenToOpenAndClose) {
  host.prepare = [](Ear& server) { server.when_open = [&server] { server.connection->close(4001, "go away"); }; };
  open();
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1 && host.ears[0]->ends == 1; }));
  EXPECT_EQ(ear.info->kind, "close 4001");
  EXPECT_EQ(ear.info->code, 4001);
  EXPECT_EQ(ear.info->reason, "go away");
  EXPECT_TRUE(ear.info->clean);
  EXPECT_TRUE(host.ears[0]->info->clean);
}

TEST_F(Echo, MessagesBeforeTheCloseFrameArriveFirst) {
  host.prepare = [](Ear& server) {
    server.when_open = [&server] {
      for (int i = 0; i < 100; ++i) server.connection->send("n" + std::to_string(i), FrameKind::text);
      server.connection->close(1001, "");
    };
  };
  open();
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
  EXPECT_EQ(ear.messages.size(), 100u);
  EXPECT_EQ(ear.info->kind, "close 1001");
}

TEST_F(Echo, DroppedByOneSideIsTheEndForTheOther) {
  open("/silent");
  host.ears[0]->connection.reset();
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
  EXPECT_EQ(ear.info->kind, "eof");
  EXPECT_FALSE(ear.info->clean);
  EXPECT_EQ(host.ears[0]->ends, 0);
}

TEST_F(Echo, HundredsOfConnectionsWorkSideBySide) {
  std::vector<std::unique_ptr<Ear>> ears;
  for (int i = 0; i < 300; ++i) {
    ears.push_back(std::make_unique<Ear>());
    Ear* one = ears.back().get();
    one->when_open = [one, i] { one->connection->send(std::to_string(i), FrameKind::text); };
    one->connection = client.connect(*one, {"/"}, 0);
  }
  ASSERT_TRUE(run_until(io, [&] {
    return std::all_of(ears.begin(), ears.end(), [](const auto& one) { return one->messages.size() == 1; });
  }));
  for (std::size_t i = 0; i < ears.size(); ++i) EXPECT_EQ(ears[i]->messages[0], std::to_string(i));
}

TEST_F(Echo, WithoutSocketsTheLoopHasNothingToWaitFor) {
  boost::asio::io_context other(1);
  Client idle(other, target_at(host.server.port()));
  Ear one;
  one.connection = idle.connect(one, {"/"}, 0);
  one.connection.reset();
  other.run();  // returns
  EXPECT_EQ(one.ends, 0);
}

}  // namespace
