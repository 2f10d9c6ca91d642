#include "net/source_addresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

using namespace loadtest;
using namespace loadtest::net;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

std::vector<std::string> all(const SourceAddresses& sources, bool v4) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < sources.count(v4); ++i) texts.push_back(sources.pick(v4, i)->to_string());
  return texts;
}

TEST(SourceAddresses, ListsAndRangesOfBothFamiliesAreReadInOrder) {
  const auto read = SourceAddresses::parse("127.0.0.9, 127.0.0.254-127.0.1.1,::1,fd00::fe-fd00::101");
  ASSERT_TRUE(read);
  EXPECT_THAT(all(*read, true), ElementsAre("127.0.0.9", "127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1"));
  EXPECT_THAT(all(*read, false), ElementsAre("::1", "fd00::fe", "fd00::ff", "fd00::100", "fd00::101"));
}

TEST(SourceAddresses, WhatIsWrongIsNamed) {
  const struct {
    const char* text;
    const char* named;
  } cases[] = {
      {"", "\"\" is not an IP address"},
      {"127.0.0.2,", "\"\" is not an IP address"},
      {"localhost", "localhost"},
      {"127.0.0.256", "127.0.0.256"},
      {"127.0.0.9-127.0.0.2", "127.0.0.9-127.0.0.2"},     // backwards
      {"127.0.0.1-::1", "127.0.0.1-::1"},                 // of two families
      {"127.0.0.2,127.0.0.2", "given twice"},             //
      {"127.0.0.5,127.0.0.1-127.0.0.9", "given twice"},   // inside a range
      {"0.0.0.0", "0.0.0.0"},                             // the kernel's choice is no address
      {"10.0.0.0-10.1.0.0", "more than 65,536"},          // by one
      {"::1-::ffff:ffff:ffff:ffff", "more than 65,536"},  //
  };
  for (const auto& [text, named] : cases) {
    const auto read = SourceAddresses::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, HasSubstr(named)) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::usage);
  }
  EXPECT_EQ(SourceAddresses::parse("10.0.0.0-10.0.255.255")->count(true), 65'536u);
}

TEST(SourceAddresses, AreTakenInTurn) {
  const auto two = *SourceAddresses::parse("127.0.0.2,127.0.0.3");
  EXPECT_EQ(two.pick(true, 0)->to_string(), "127.0.0.2");
  EXPECT_EQ(two.pick(true, 1)->to_string(), "127.0.0.3");
  EXPECT_EQ(two.pick(true, 2)->to_string(), "127.0.0.2");
  EXPECT_EQ(two.pick(false, 0), nullptr);
}

TEST(SourceAddresses, OfLoopbackAreAnotherNetworkForEachSegment) {
  EXPECT_THAT(all(SourceAddresses::loopback(0, 2), true), ElementsAre("127.1.0.1", "127.1.0.2"));
  EXPECT_THAT(all(SourceAddresses::loopback(5, 2), true), ElementsAre("127.6.0.1", "127.6.0.2"));
  EXPECT_EQ(all(SourceAddresses::loopback(0, 300), true).back(), "127.1.1.44");
}

TEST(SourceAddresses, OfManySegmentsNeverMeet) {
  std::set<std::string> seen;
  constexpr unsigned segments = 1000;
  constexpr std::size_t each = 84;  // a million users
  for (unsigned segment = 0; segment < segments; ++segment) {
    for (auto& text : all(SourceAddresses::loopback(segment, each), true)) {
      EXPECT_TRUE(text.starts_with("127."));
      EXPECT_TRUE(seen.insert(std::move(text)).second);
    }
  }
  EXPECT_EQ(seen.size(), segments * each);
}

TEST(SourceAddresses, ThoseOfOtherMachinesAreTold) {
  EXPECT_TRUE(SourceAddresses::parse("127.0.0.1-127.0.0.20,127.254.3.4")->check_ours());
  const auto other = SourceAddresses::parse("127.0.0.1,192.0.2.1")->check_ours();
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("\"192.0.2.1\" is no address of this machine"));
}

TEST(CheckWay, LoopbackLeadsToLoopbackAlone) {
  using boost::asio::ip::make_address;
  EXPECT_TRUE(check_way(make_address("127.0.0.2"), make_address("127.0.0.1")));
  const auto away = check_way(make_address("127.0.0.2"), make_address("192.0.2.1"));
  ASSERT_FALSE(away);
  EXPECT_THAT(away.error().message, HasSubstr("from 127.0.0.2 to 192.0.2.1"));
}

}  // namespace
