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

ClientTarget at(std::vector<boost::asio::ip::tcp::endpoint> addresses) {
  ClientTarget target;
  target.addresses = std::move(addresses);
  target.host = "localhost";
  return target;
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
  const auto answered = probe(at({two, {loopback, closed}, one}), std::chrono::seconds(5));
  ASSERT_TRUE(answered);
  EXPECT_THAT(*answered, ::testing::ElementsAre(two, one));

  const auto nobody = probe(at({{loopback, closed}}), std::chrono::seconds(5));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().kind, ErrorKind::target);
  EXPECT_THAT(nobody.error().message, HasSubstr("127.0.0.1:" + std::to_string(closed) + ": refused"));
}

}  // namespace
