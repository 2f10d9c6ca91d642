#include "http/url.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(HttpUrl, HasItsParts) {
  struct Case {
    const char* text;
    bool tls;
    const char* host;
    std::uint16_t port;
    const char* target;
    const char* authorization;
  };
  const Case cases[] = {
      {"http://localhost:9090/api/v1/write", false, "localhost", 9090, "/api/v1/write", ""},
      {"https://host", true, "host", 443, "", ""},  // usual port
      {"http://[::1]:8086/write?db=x", false, "::1", 8086, "/write?db=x", ""},
      {"http://[::1]", false, "::1", 80, "", ""},
      {"http://host?db=x", false, "host", 80, "/?db=x", ""},  // a query without a path
      {"http://host/a#part", false, "host", 80, "/a", ""},    // a fragment is never sent
      {"http://me:pa%3Ass@host/", false, "host", 80, "/", "Basic bWU6cGE6c3M="},
  };
  for (const Case& one : cases) {
    const auto url = parse_http_url(one.text);
    ASSERT_TRUE(url) << one.text;
    EXPECT_EQ(url->tls, one.tls) << one.text;
    EXPECT_EQ(url->host, one.host) << one.text;
    EXPECT_EQ(url->port, one.port) << one.text;
    EXPECT_EQ(url->target, one.target) << one.text;
    EXPECT_EQ(url->authorization.reveal(), one.authorization) << one.text;
  }
}

TEST(HttpUrl, ThatIsNoneIsToldWithoutQuotingIt) {
  for (const char* text :
       {"", "host", "ftp://host", "http://", "http://:80", "http://host:0", "http://host:70000", "http://host:x",
        "http://token@host", "http://ho st", "http://host/a b", "http://host/a\r\nX: y"}) {
    const auto url = parse_http_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().message.find("token"), std::string::npos);
  }
}

}  // namespace
}  // namespace loadtest
