#include "wspp/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.h"

using namespace loadtest;
using namespace loadtest::wspp;
using namespace loadtest::wspp::testing;
using ::testing::Contains;
using ::testing::HasSubstr;

namespace {

const auto loopback = boost::asio::ip::make_address("127.0.0.1");

TEST(Resolve, NamesAndLiteralsBecomeEndpoints) {
  const auto local = resolve("localhost", 80);
  ASSERT_TRUE(local);
  EXPECT_THAT(*local,
              ::testing::AnyOf(Contains(boost::asio::ip::tcp::endpoint(loopback, 80)),
                               Contains(boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address("::1"), 80))));
  const auto six = resolve("::1", 443);
  ASSERT_TRUE(six);
  EXPECT_EQ(six->at(0), boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address("::1"), 443));
}

TEST(Resolve, UnknownNamesAreTheTargetsFault) {
  const auto nobody = resolve("nobody.invalid", 80);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().kind, ErrorKind::target);
  EXPECT_THAT(nobody.error().message, HasSubstr("\"nobody.invalid\""));
}

TEST(Probe, ReturnsTheAddressesThatAnswerInOrder) {
  boost::asio::io_context io(1);
  EchoHost first(io);
  EchoHost second(io);
  std::uint16_t closed = 0;
  {
    EchoHost gone(io);
    closed = gone.server.port();
  }
  const boost::asio::ip::tcp::endpoint one(loopback, first.server.port());
  const boost::asio::ip::tcp::endpoint two(loopback, second.server.port());
  const auto answered = probe({two, {loopback, closed}, one}, "localhost", nullptr, std::chrono::seconds(5));
  ASSERT_TRUE(answered);
  EXPECT_THAT(*answered, ::testing::ElementsAre(two, one));

  const auto nobody = probe({{loopback, closed}}, "localhost", nullptr, std::chrono::seconds(5));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().kind, ErrorKind::target);
  EXPECT_THAT(nobody.error().message, HasSubstr("127.0.0.1:" + std::to_string(closed) + ": refused"));
}

}  // namespace
