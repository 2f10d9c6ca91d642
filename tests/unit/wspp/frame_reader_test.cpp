#include "wspp/frame_reader.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace loadtest::wspp {
namespace {

const std::string upgraded = "HTTP/1.1 101 Switching Protocols\r\nServer: x\r\n\r\n";

std::string frame(unsigned first, const std::string& payload) {
  std::string out(1, static_cast<char>(first));
  if (payload.size() < 126) {
    out += static_cast<char>(payload.size());
  } else {
    out += static_cast<char>(126);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xff);
  }
  return out + payload;
}

std::string text(const std::string& payload) { return frame(0x81, payload); }

/// What becomes of bytes that arrive in pieces, as Session uses the reader.
struct Taken {
  FrameReader reader;
  std::vector<std::string> messages;
  std::string passed;

  void arrive(const std::string& bytes) {
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    while (at != end) {
      const auto message = reader.next(at, end);
      if (!message) break;
      messages.emplace_back(message->payload);
    }
    passed.append(at, end);
    reader.pass(at, end);
  }
};

Taken after(const std::vector<std::string>& pieces) {
  Taken taken;
  taken.arrive(upgraded);
  taken.passed.clear();
  for (const std::string& piece : pieces) taken.arrive(piece);
  return taken;
}

TEST(FrameReader, TakesWholeMessages) {
  const Taken taken = after({text("one"), text("two") + frame(0x82, "\xff") + text(std::string(300, 'x')), text("")});
  EXPECT_EQ(taken.messages, (std::vector<std::string>{"one", "two", std::string("\xff"), std::string(300, 'x'), ""}));
  EXPECT_EQ(taken.passed, "");
}

TEST(FrameReader, TakesNothingBeforeTheUpgradeIsOver) {
  Taken taken;
  taken.arrive(upgraded.substr(0, upgraded.size() - 1));
  taken.arrive("\n" + text("greeting"));  // in the piece in which the upgrade ends
  EXPECT_TRUE(taken.messages.empty());
  taken.arrive(text("chat"));
  EXPECT_EQ(taken.messages, (std::vector<std::string>{"chat"}));
}

// Everything that needs a look into the protocol is passed on, and what comes after it is taken again.
TEST(FrameReader, LeavesTheRestToTheProtocol) {
  const std::string others[] = {
      frame(0x89, "ping"),                             // control
      frame(0x88, "\x03\xe8"),                         // close
      frame(0x01, "a") + frame(0x80, "b"),             // one message in two frames
      frame(0xc1, "compressed"),                       // a reserved bit
      text("caf\xc3\xa9"),                             // text whose encoding must be looked at
      std::string("\x81\x7e\x00\x01z", 5),             // a length that is longer than it need be
      std::string("\x81\x81kkkk\x12", 7),              // a mask, which no server may use
      std::string("\x82\x7f\0\0\0\0\0\0\0\x01z", 11),  // a length in eight bytes
  };
  for (const std::string& other : others) {
    const Taken taken = after({other, text("next")});
    EXPECT_EQ(taken.passed.substr(0, other.size()), other);
    EXPECT_EQ(taken.messages, (std::vector<std::string>{"next"}));
  }
}

TEST(FrameReader, LeavesWhatComesBehindAFrameOfAnotherKindInTheSamePiece) {
  const Taken taken = after({text("a") + frame(0x89, "") + text("b"), text("c")});
  EXPECT_EQ(taken.messages, (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(taken.passed, frame(0x89, "") + text("b"));
}

TEST(FrameReader, TakesNothingInsideAFragmentedMessage) {
  const Taken taken = after({frame(0x01, "begin"), text("an error"), frame(0x80, "end"), text("next")});
  EXPECT_EQ(taken.messages, (std::vector<std::string>{"next"}));
}

TEST(FrameReader, StaysInStepHoweverTheBytesAreCut) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string all;
    for (int i = 0; i < 8; ++i) {
      const unsigned kinds[] = {0x81, 0x82, 0x89, 0x8a};
      all += frame(kinds[random() % 4], std::string(random() % 400, 'p'));
    }
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t size = 1 + random() % 300;
      pieces.push_back(all.substr(at, size));
      at += size;
    }
    Taken taken = after(pieces);
    taken.messages.clear();
    taken.arrive(text("in step"));
    ASSERT_EQ(taken.messages, (std::vector<std::string>{"in step"})) << "round " << round;
  }
}

}  // namespace
}  // namespace loadtest::wspp
