#include "dashboard/access.h"

#include <gtest/gtest.h>

#include <set>

namespace loadtest {
namespace {

Access access_at(std::string_view address, std::uint16_t port = 5665) {
  return *Access::make(*LiveAddress::parse(address), port, "Box");
}

TEST(LiveAddress, IsAnAddressOfThisMachineAndAPort) {
  struct Case {
    std::string_view text;
    bool good, only_here;
  };
  const Case cases[] = {
      {"127.0.0.1:5665", true, true},
      {"localhost:0", true, true},
      {"[::1]:80", true, true},
      {"0.0.0.0:5665", true, false},
      {"[::]:65535", true, false},
      {"192.0.2.1:1", true, false},
      {"127.0.0.1", false, false},
      {"127.0.0.1:", false, false},
      {"127.0.0.1:65536", false, false},
      {"127.0.0.1:-1", false, false},
      {":5665", false, false},
      {"::1:80", false, false},
      {"[::1]", false, false},
      {"[::1", false, false},
      {"[127.0.0.1]:80", false, false},
      {"example.com:80", false, false},
      {"127.0.0.1:80/path", false, false},
      {"[]:80", false, false},
      {"]:80", false, false},
      {"[:80", false, false},
      {"", false, false},
  };
  for (const Case& one : cases) {
    const auto read = LiveAddress::parse(one.text);
    ASSERT_EQ(read.has_value(), one.good) << one.text;
    if (read) {
      EXPECT_EQ(read->only_this_machine(), one.only_here) << one.text;
    } else {
      EXPECT_EQ(read.error().kind, ErrorKind::usage);
    }
  }
}

TEST(Access, KnowsItsOwnHosts) {
  struct Case {
    std::string_view address, host;
    bool ours;
  };
  const Case cases[] = {
      {"127.0.0.1:5665", "127.0.0.1:5665", true},
      {"127.0.0.1:5665", "localhost:5665", true},
      {"127.0.0.1:5665", "LocalHost:5665", true},
      {"127.0.0.1:5665", "[::1]:5665", true},
      {"127.0.0.1:5665", "127.0.0.1", false},
      {"127.0.0.1:5665", "127.0.0.1:80", false},
      {"127.0.0.1:5665", "box:5665", false},
      {"127.0.0.1:5665", "rebound.example:5665", false},
      {"127.0.0.1:5665", "192.0.2.1:5665", false},
      {"127.0.0.1:5665", "127.0.0.1:5665:5665", false},
      {"127.0.0.1:5665", ":5665", false},
      {"127.0.0.1:5665", "", false},
      {"[::1]:5665", "[::1]:5665", true},
      {"192.0.2.1:5665", "192.0.2.1:5665", true},
      {"192.0.2.1:5665", "localhost:5665", false},  // it is not served there
      {"192.0.2.1:5665", "192.0.2.2:5665", false},
      {"0.0.0.0:5665", "192.0.2.2:5665", true},
      {"0.0.0.0:5665", "box:5665", true},
      {"0.0.0.0:5665", "localhost:5665", true},
      {"0.0.0.0:5665", "rebound.example:5665", false},
  };
  for (const Case& one : cases) EXPECT_EQ(access_at(one.address).is_ours(one.host), one.ours) << one.host;
  EXPECT_TRUE(access_at("127.0.0.1:80", 80).is_ours("localhost")) << "browsers leave out the port that is usual";
}

TEST(Access, LetsItsOwnPageInAlone) {
  const Access access = access_at("127.0.0.1:5665");
  EXPECT_TRUE(access.from_our_page("http://127.0.0.1:5665", "127.0.0.1:5665"));
  EXPECT_TRUE(access.from_our_page("http://localhost:5665", "localhost:5665"));
  EXPECT_FALSE(access.from_our_page("http://localhost:5665", "127.0.0.1:5665")) << "another origin";
  EXPECT_FALSE(access.from_our_page("https://127.0.0.1:5665", "127.0.0.1:5665"));
  EXPECT_FALSE(access.from_our_page("http://rebound.example:5665", "rebound.example:5665"));
  EXPECT_FALSE(access.from_our_page("null", "127.0.0.1:5665"));
  EXPECT_FALSE(access.from_our_page("", "127.0.0.1:5665"));
}

TEST(Access, TokensAreRandomAndStandBehindTheUrl) {
  std::set<std::string> urls;
  for (int i = 0; i < 100; ++i) {
    const Access access = access_at("[::1]:0", 1234);
    const std::string url = access.url().reveal(), begin = "http://[::1]:1234/#";
    ASSERT_TRUE(url.starts_with(begin)) << url;
    std::string token = url.substr(begin.size());
    EXPECT_EQ(token.size(), 32u);
    EXPECT_TRUE(access.knows_token(token));
    EXPECT_FALSE(access.knows_token(token + "0"));
    EXPECT_FALSE(access.knows_token(token.substr(1)));
    EXPECT_FALSE(access.knows_token(""));
    token.back() = token.back() == '0' ? '1' : '0';
    EXPECT_FALSE(access.knows_token(token));
    urls.insert(url);
  }
  EXPECT_EQ(urls.size(), 100u);
}

}  // namespace
}  // namespace loadtest
