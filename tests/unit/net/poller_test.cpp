#include "net/poller.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>

using namespace loadtest;
using namespace loadtest::net;

namespace {

/// One end of a pair of sockets in a Poller, and the other in the test's hand.
struct End final : Pollable {
  explicit End(Poller& in) : poller(in) {
    std::array<int, 2> fds{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds.data()), 0);
    fd = fds[0];
    peer = fds[1];
  }
  ~End() { close(); }
  void close() {
    if (fd < 0) return;
    poller.remove(*this);
    ::close(fd);
    if (peer >= 0) ::close(peer);
    fd = -1;
  }
  void say(const std::string& text) const {
    EXPECT_EQ(::write(peer, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void on_ready(std::uint32_t events) override {
    ++told;
    seen |= events;
    if (then) then();
  }
  void read_one() const {
    char byte = 0;
    EXPECT_EQ(::read(fd, &byte, 1), 1);
  }

  Poller& poller;
  int fd = -1, peer = -1, told = 0;
  std::uint32_t seen = 0;
  std::function<void()> then;
};

class PollerTest : public ::testing::Test {
 protected:
  bool until(const std::function<bool()>& done) {
    const TimePoint deadline = Clock::now() + std::chrono::seconds(10);
    while (!done() && Clock::now() < deadline) turn();
    return done();
  }
  void turn() {
    if (io.stopped()) io.restart();
    io.run_one_for(std::chrono::milliseconds(10));
  }

  boost::asio::io_context io{1};
  std::shared_ptr<Poller> poller = Poller::make(io);
};

TEST_F(PollerTest, AnEdgeIsToldOnceALevelUntilItIsRead) {
  End edge(*poller), level(*poller);
  ASSERT_TRUE(poller->add(edge.fd, edge));
  ASSERT_TRUE(poller->add_level(level.fd, level));
  ASSERT_TRUE(until([&] { return edge.told == 1; }));  // it may be written to
  EXPECT_EQ(level.told, 0);

  edge.say("abc");
  level.say("abc");
  level.then = [&] { level.read_one(); };  // leaves something behind
  ASSERT_TRUE(until([&] { return level.told == 3; }));
  for (int i = 0; i < 3; ++i) turn();
  EXPECT_EQ(level.told, 3);
  EXPECT_EQ(level.seen, static_cast<std::uint32_t>(EPOLLIN));
  EXPECT_EQ(edge.told, 2);
}

TEST_F(PollerTest, WritingIsToldWhileItIsWatched) {
  End end(*poller);
  ASSERT_TRUE(poller->add_level(end.fd, end));
  for (int i = 0; i < 3; ++i) turn();
  EXPECT_EQ(end.told, 0);

  poller->watch_writing(end.fd, end, true);
  ASSERT_TRUE(until([&] { return end.told > 0; }));
  EXPECT_EQ(end.seen, static_cast<std::uint32_t>(EPOLLOUT));

  // Full: nothing is told until there is room again.
  const std::string block(1 << 16, 'x');
  while (::write(end.fd, block.data(), block.size()) > 0) continue;
  turn();
  const int before = end.told;
  for (int i = 0; i < 3; ++i) turn();
  EXPECT_EQ(end.told, before);
  std::string sink(1 << 20, ' ');
  while (::read(end.peer, sink.data(), sink.size()) > 0) continue;
  ASSERT_TRUE(until([&] { return end.told > before; }));

  poller->watch_writing(end.fd, end, false);
  end.seen = 0;
  const int told = end.told;
  for (int i = 0; i < 3; ++i) turn();
  EXPECT_EQ(end.told, told);
  end.say("x");
  end.then = [&] { end.read_one(); };
  ASSERT_TRUE(until([&] { return end.told > told; }));
  EXPECT_EQ(end.seen, static_cast<std::uint32_t>(EPOLLIN));
}

TEST_F(PollerTest, TheOtherEndHangingUpIsALevelToo) {
  End end(*poller);
  ASSERT_TRUE(poller->add_level(end.fd, end));
  ::close(end.peer);
  end.peer = -1;
  ASSERT_TRUE(until([&] { return end.told >= 2; }));
  EXPECT_NE(end.seen & EPOLLRDHUP, 0u);
}

TEST_F(PollerTest, WhatIsRemovedInABatchIsNotToldInIt) {
  End one(*poller), two(*poller);
  ASSERT_TRUE(poller->add_level(one.fd, one));
  ASSERT_TRUE(poller->add_level(two.fd, two));
  one.say("x");
  two.say("x");
  // Whoever is told first removes the other.
  one.then = [&] { two.close(), one.read_one(); };
  two.then = [&] { one.close(), two.read_one(); };
  ASSERT_TRUE(until([&] { return one.told + two.told > 0; }));
  for (int i = 0; i < 3; ++i) turn();
  EXPECT_EQ(one.told + two.told, 1);
}

struct Later final : Pollable {
  std::function<void()> then;
  int told = 0;
  void on_ready(std::uint32_t) override {}
  void on_deferred() override {
    ++told;
    if (then) then();
  }
};

TEST_F(PollerTest, DeferredCallsComeOnceAndLater) {
  Later one, two;
  poller->defer(one);
  poller->defer(one);
  poller->defer(two);
  one.then = [&] { poller->undefer(two); };
  EXPECT_EQ(one.told, 0);
  ASSERT_TRUE(until([&] { return one.told > 0; }));
  for (int i = 0; i < 3; ++i) turn();
  EXPECT_EQ(one.told, 1);
  EXPECT_EQ(two.told, 0);
  poller->defer(two);
  ASSERT_TRUE(until([&] { return two.told == 1; }));
}

TEST_F(PollerTest, WithoutSocketsNothingKeepsTheLoop) {
  {
    End end(*poller);
    ASSERT_TRUE(poller->add_level(end.fd, end));
    turn();
    EXPECT_FALSE(io.stopped());
  }
  EXPECT_TRUE(until([&] { return io.stopped(); }));
}

}  // namespace
