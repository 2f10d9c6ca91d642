#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_peer.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::wspp;
using namespace loadtest::wspp::testing;
using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

/// What one connection to such a peer comes to.
struct Meeting {
  explicit Meeting(std::function<void(RawSocket&)> script)
      : peer(std::move(script)), client(io, target_at(peer.port())) {}

  bool until_end() {
    if (!ear.connection) ear.connection = client.connect(ear, {"/path?q=1"}, 0);
    return run_until(io, [&] { return ear.ends == 1; });
  }

  RawPeer peer;
  boost::asio::io_context io{1};
  Client client;
  Ear ear;
};

CloseInfo end_of(std::function<void(RawSocket&)> script, int opens) {
  Meeting meeting(std::move(script));
  EXPECT_TRUE(meeting.until_end());
  EXPECT_EQ(meeting.ear.opens, opens);
  return meeting.ear.info.value_or(CloseInfo{"never ended", 0, {}, false});
}

std::string close_frame(std::uint16_t code, const std::string& reason) {
  return "\x88"s + static_cast<char>(reason.size() + 2) + static_cast<char>(code >> 8) + static_cast<char>(code & 255) +
         reason;
}

TEST(Peer, GetsAWellFormedRequest) {
  std::string head;
  {
    RawPeer peer([&](RawSocket& s) { head = s.read_head(); });
    boost::asio::io_context io(1);
    ClientTarget target = target_at(peer.port());
    target.headers = {{"X-Test", "yes"}, {"Authorization", "Bearer abc"}};
    Client client(io, target);
    Ear ear;
    ear.connection = client.connect(ear, {"/path?q=1"}, 0);
    EXPECT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
    EXPECT_EQ(ear.info->kind, "eof");
    EXPECT_THAT(head, HasSubstr("Host: 127.0.0.1:" + std::to_string(peer.port()) + "\r\n"));
  }
  EXPECT_THAT(head, StartsWith("GET /path?q=1 HTTP/1.1\r\n"));
  EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Version: 13\r\n"));
  EXPECT_THAT(head, HasSubstr("X-Test: yes\r\n"));
  EXPECT_THAT(head, HasSubstr("Authorization: Bearer abc\r\n"));
}

TEST(Peer, ThatRefusesTheUpgradeIsCountedByItsStatus) {
  const CloseInfo info = end_of(
      [](RawSocket& s) {
        s.read_head();
        s.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
      },
      0);
  EXPECT_EQ(info.kind, "upgrade 403");
  EXPECT_EQ(info.reason, "Forbidden");
}

TEST(Peer, ThatDoesNotSpeakHttpIsAnInvalidUpgrade) {
  for (const char* answer : {"SSH-2.0-OpenSSH_9.2\r\n", "hello", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: wrong\r\n\r\n"}) {
    const CloseInfo info = end_of(
        [&](RawSocket& s) {
          s.read_head();
          s.send(answer);
        },
        0);
    EXPECT_EQ(info.kind, "upgrade invalid") << answer;
  }
}

TEST(Peer, ThatVanishesIsToldByHowItDid) {
  EXPECT_EQ(end_of([](RawSocket& s) { s.read_head(), s.close(); }, 0).kind, "eof");
  EXPECT_EQ(end_of([](RawSocket& s) { s.accept_upgrade(), s.close(); }, 1).kind, "eof");
  EXPECT_EQ(end_of([](RawSocket& s) { s.accept_upgrade(), s.reset(); }, 1).kind, "reset");
}

TEST(Peer, MayCloseInTheVeryPacketOfTheUpgrade) {
  const CloseInfo info = end_of([](RawSocket& s) { s.accept_upgrade(close_frame(4001, "no")), s.read_exactly(8); }, 1);
  EXPECT_EQ(info.kind, "close 4001");
  EXPECT_EQ(info.code, 4001);
  EXPECT_EQ(info.reason, "no");
  EXPECT_TRUE(info.clean);
}

TEST(Peer, MayCloseWithoutACode) {
  const CloseInfo info = end_of([](RawSocket& s) { s.accept_upgrade("\x88\0"s), s.read_exactly(8); }, 1);
  EXPECT_EQ(info.kind, "close 1005");
  EXPECT_TRUE(info.clean);
}

TEST(Peer, ThatBreaksTheProtocolIsSaidTo) {
  // A masked frame, a reserved opcode, a continuation of nothing, text that is not UTF-8, an absurd close code.
  for (const std::string& frame :
       {"\x81\x81\1\2\3\4x"s, "\x83\0"s, "\x80\1x"s, "\x81\1\xff"s, close_frame(999, "what")}) {
    const CloseInfo info = end_of([&](RawSocket& s) { s.accept_upgrade(frame), s.read_to_end(); }, 1);
    EXPECT_EQ(info.kind, "protocol error");
    EXPECT_FALSE(info.reason.empty());
    EXPECT_FALSE(info.clean);
  }
}

TEST(Peer, MaySendFragmentsAndControlFramesInBetween) {
  std::string pong;
  {
    Meeting meeting([&](RawSocket& s) {
      s.accept_upgrade("\x01\3one"s + "\x89\2hi" + "\x00\3two"s + "\x80\5three"s);
      pong = s.read_exactly(2 + 4 + 2);
      s.send(close_frame(1000, ""));
      s.read_to_end();
    });
    EXPECT_TRUE(meeting.until_end());
    EXPECT_THAT(meeting.ear.messages, ElementsAre("onetwothree"));
    EXPECT_TRUE(meeting.ear.info->clean);
  }
  ASSERT_EQ(pong.size(), 8u);
  EXPECT_EQ(pong.substr(0, 2), "\x8a\x82"s);
  EXPECT_EQ(pong[6] ^ pong[2], 'h');
  EXPECT_EQ(pong[7] ^ pong[3], 'i');
}

TEST(Peer, SeesADifferentMaskOnEveryFrame) {
  std::vector<std::string> masks;
  {
    Meeting meeting([&](RawSocket& s) {
      s.accept_upgrade();
      for (int i = 0; i < 3; ++i) masks.push_back(s.read_exactly(2 + 4 + 1).substr(2, 4));
    });
    meeting.ear.when_open = [&] {
      for (int i = 0; i < 3; ++i) meeting.ear.connection->send("x", FrameKind::text);
    };
    EXPECT_TRUE(meeting.until_end());
  }
  EXPECT_NE(masks[0], masks[1]);
  EXPECT_NE(masks[1], masks[2]);
}

TEST(Peer, MayTakeItsTimeByteByByte) {
  Meeting meeting([](RawSocket& s) {
    const std::string head = s.read_head();
    const std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        accept_key(head) + "\r\n\r\n\x81\x7e\1\0"s + std::string(256, 'z') + close_frame(1000, "");
    const int on = 1;
    ::setsockopt(s.fd(), IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
    for (const char c : answer) s.send(std::string(1, c));
    s.read_to_end();
  });
  EXPECT_TRUE(meeting.until_end());
  EXPECT_EQ(meeting.ear.info->kind, "close 1000");
  EXPECT_THAT(meeting.ear.messages, ElementsAre(std::string(256, 'z')));
}

TEST(Peer, ThatDoesNotAnswerOurCloseIsLeftAfterTheTimeout) {
  Meeting meeting([](RawSocket& s) { s.accept_upgrade(), s.read_to_end(); });
  meeting.ear.when_open = [&] { meeting.ear.connection->close(1000, ""); };
  const TimePoint before = Clock::now();
  EXPECT_TRUE(meeting.until_end());
  EXPECT_GT(Clock::now() - before, std::chrono::milliseconds(1900));
  EXPECT_EQ(meeting.ear.info->kind, "close timeout");
  EXPECT_FALSE(meeting.ear.info->clean);
}

TEST(Peer, ThatClosedBeforeOurWriteFailedIsStillHeard) {
  Meeting meeting([](RawSocket& s) {
    s.accept_upgrade("\x81\2go"s);
    s.read_exactly(2 + 4 + 1);
    s.send(close_frame(4002, "enough"));
    s.reset();
  });
  // Keeps writing until the peer's reset makes it fail.
  meeting.ear.when_message = [&](std::string_view, FrameKind) {
    for (int i = 0; i < 2000; ++i) meeting.ear.connection->send("x", FrameKind::text);
  };
  EXPECT_TRUE(meeting.until_end());
  EXPECT_THAT(meeting.ear.info->kind, ::testing::AnyOf("close 4002", "reset"));
  EXPECT_FALSE(meeting.ear.told_inside_call);
}

}  // namespace
