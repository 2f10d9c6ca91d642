#include "net/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace loadtest;
using namespace loadtest::net;
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

TEST(Resolve, NamesUnderLocalhostAreThisMachine) {
  const auto local = resolve("prod.localhost", 80);
  ASSERT_TRUE(local);
  for (const auto& endpoint : *local) EXPECT_TRUE(endpoint.address().is_loopback());
}

TEST(CanonicalName, IsTheNameItselfWhereThereIsNoOther) {
  EXPECT_EQ(canonical_name("localhost"), "localhost");
  EXPECT_EQ(canonical_name("127.0.0.1"), "127.0.0.1");
}

TEST(CanonicalName, OfANameThatDoesNotResolveIsUnknown) { EXPECT_EQ(canonical_name("nobody.invalid"), ""); }

}  // namespace
