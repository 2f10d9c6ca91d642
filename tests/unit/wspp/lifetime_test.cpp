#include <gtest/gtest.h>
#include <sys/resource.h>

#include <boost/asio/post.hpp>

#include "raw_peer.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::wspp;
using namespace loadtest::wspp::testing;

namespace {

struct Lifetime : ::testing::Test {
  boost::asio::io_context io{1};
  EchoHost host{io};
  Client client{io, target_at(host.server.port())};
  Ear ear;

  /// Until all that was under way had its chance.
  void settle() {
    bool done = false;
    Ear marker;
    marker.when_message = [&](std::string_view, FrameKind) { done = true; };
    marker.when_open = [&] { marker.connection->send("x", FrameKind::text); };
    marker.connection = client.connect(marker, {"/"}, 0);
    ASSERT_TRUE(run_until(io, [&] { return done; }));
  }
};

TEST_F(Lifetime, ConnectionMayBeDestroyedInsideOnOpen) {
  ear.when_open = [&] { ear.connection.reset(); };
  ear.connection = client.connect(ear, {"/"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return host.ears.size() == 1 && host.ears[0]->ends == 1; }));
  settle();
  EXPECT_EQ(ear.opens, 1);
  EXPECT_EQ(ear.ends, 0);
}

TEST_F(Lifetime, ConnectionMayBeDestroyedInsideOnMessage) {
  host.prepare = [](Ear& server) {
    server.when_open = [&server] {
      for (int i = 0; i < 20; ++i) server.connection->send("x", FrameKind::text);
    };
  };
  ear.when_message = [&](std::string_view, FrameKind) { ear.connection.reset(); };
  ear.connection = client.connect(ear, {"/"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return host.ears.size() == 1 && host.ears[0]->ends == 1; }));
  EXPECT_EQ(ear.messages.size(), 1u);
  EXPECT_EQ(ear.ends, 0);
}

TEST_F(Lifetime, ConnectionMayBeDestroyedInsideOnClosed) {
  host.prepare = [](Ear& server) {
    server.when_open = [&server] { server.connection->close(1000, ""); };
    server.when_closed = [&server] { server.connection.reset(); };
  };
  ear.when_closed = [&] { ear.connection.reset(); };
  ear.connection = client.connect(ear, {"/"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1 && host.ears[0]->ends == 1; }));
  host.prepare = {};
  settle();
  EXPECT_EQ(ear.ends, 1);
}

TEST_F(Lifetime, AnotherConnectionsCallbackMayDestroyOneWithEventsWaiting) {
  // Both become ready in one batch; whichever comes first ends the other.
  Ear other;
  ear.when_message = [&](std::string_view, FrameKind) { other.connection.reset(); };
  other.when_message = [&](std::string_view, FrameKind) { ear.connection.reset(); };
  ear.connection = client.connect(ear, {"/silent"}, 0);
  other.connection = client.connect(other, {"/silent"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return ear.opens + other.opens == 2 && host.ears.size() == 2; }));
  ASSERT_TRUE(run_until(io, [&] { return host.ears[0]->opens + host.ears[1]->opens == 2; }));
  for (const auto& server : host.ears) server->connection->send("now", FrameKind::text);
  settle();
  EXPECT_EQ(ear.messages.size() + other.messages.size(), 1u);
}

TEST_F(Lifetime, ConnectionMayBeDestroyedRightAfterConnectAndAfterClose) {
  ear.connection = client.connect(ear, {"/"}, 0);
  ear.connection.reset();
  Ear closing;
  closing.when_open = [&] {
    closing.connection->close(1000, "");
    closing.connection.reset();
  };
  closing.connection = client.connect(closing, {"/"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return closing.opens == 1; }));
  settle();
  EXPECT_EQ(ear.opens + ear.ends, 0);
  EXPECT_EQ(closing.ends, 0);
}

TEST_F(Lifetime, ClosingWhileConnectingEndsItOnce) {
  ear.connection = client.connect(ear, {"/"}, 0);
  ear.inside_call = true;
  ear.connection->close(1000, "");
  ear.connection->close(1000, "");
  ear.inside_call = false;
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
  settle();
  EXPECT_FALSE(ear.told_inside_call);
  EXPECT_EQ(ear.ends, 1);
  EXPECT_EQ(ear.opens, 0);
  EXPECT_EQ(ear.info->kind, "cancelled");
}

TEST_F(Lifetime, RefusedConnectionsEndOutsideOfTheCall) {
  std::uint16_t closed_port = 0;
  {
    EchoHost gone(io);
    closed_port = gone.server.port();
  }
  Client other(io, target_at(closed_port));
  ear.inside_call = true;
  ear.connection = other.connect(ear, {"/"}, 0);
  ear.inside_call = false;
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
  EXPECT_FALSE(ear.told_inside_call);
  EXPECT_EQ(ear.info->kind, "refused");
  EXPECT_FALSE(ear.info->clean);
  ear.connection.reset();

  // The next address is tried where one refuses.
  ClientTarget two = target_at(closed_port);
  two.addresses.push_back({boost::asio::ip::make_address("127.0.0.1"), host.server.port()});
  Client either(io, two);
  Ear first;
  Ear second;
  first.connection = either.connect(first, {"/"}, 0);
  second.connection = either.connect(second, {"/"}, 1);
  EXPECT_TRUE(run_until(io, [&] { return first.opens == 1 && second.opens == 1; }));
}

TEST_F(Lifetime, SourceAddressesAreUsedInTurn) {
  ClientTarget target = target_at(host.server.port());
  target.sources = *net::SourceAddresses::parse("127.0.0.2,::1,127.0.0.3");
  Client from(io, target);
  Ear ears[3];
  for (std::size_t i = 0; i < 3; ++i) ears[i].connection = from.connect(ears[i], {"/"}, i);
  EXPECT_TRUE(run_until(io, [&] { return ears[0].opens + ears[1].opens + ears[2].opens == 3; }));

  target.sources = *net::SourceAddresses::parse("192.0.2.1");  // not ours
  Client stranger(io, target);
  ear.connection = stranger.connect(ear, {"/"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
  EXPECT_EQ(ear.info->kind, "no local port");
}

TEST_F(Lifetime, OutOfDescriptorsIsSaidAndTheServerGoesOn) {
  settle();
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const int next_fd = ::dup(0);
  ::close(next_fd);
  // Room for one more: the client's socket; the server must wait to accept it.
  const rlimit tight{static_cast<rlim_t>(next_fd + 1), before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &tight);
  Ear second;
  ear.connection = client.connect(ear, {"/"}, 0);
  second.connection = client.connect(second, {"/"}, 0);
  EXPECT_TRUE(run_until(io, [&] { return second.ends == 1; }));
  EXPECT_EQ(second.info.value_or(CloseInfo{}).kind, "no descriptor");
  for (int i = 0; i < 5; ++i) io.run_one_for(std::chrono::milliseconds(5));
  EXPECT_EQ(ear.opens, 0);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_TRUE(run_until(io, [&] { return ear.opens == 1; }));
}

TEST(Shutdown, TheLoopMayGoFirstIntoDestructionOfWhatIsPending) {
  RawPeer peer([](RawSocket& s) { s.accept_upgrade(), s.read_to_end(); });
  boost::asio::io_context io(1);
  Client client(io, target_at(peer.port()));
  Ear ear;
  ear.when_open = [&] { ear.connection->close(1000, ""); };  // waits for an answer that never comes
  ear.connection = client.connect(ear, {"/"}, 0);
  EXPECT_TRUE(run_until(io, [&] { return ear.opens == 1; }));
}

}  // namespace
