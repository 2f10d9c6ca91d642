#include "workloads/ws/url.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(WsUrl, ReadsWhatPeopleWrite) {
  const struct {
    std::string_view text, host, path, query;
    std::uint16_t port;
    bool secure, loopback;
  } cases[] = {
      {"ws://localhost:8000/api/v1/pam", "localhost", "/api/v1/pam", "", 8000, false, true},
      {"wss://staging.example.com/api", "staging.example.com", "/api", "", 443, true, false},
      {"ws://example.com", "example.com", "", "", 80, false, false},
      {"ws://[::1]:9000/x?y=1", "::1", "/x", "y=1", 9000, false, true},
      {"ws://127.8.9.1/", "127.8.9.1", "/", "", 80, false, true},
      {"WSS://Example.com/X", "Example.com", "/X", "", 443, true, false},  // schemes know no case
      {"ws://example.com?token=x", "example.com", "", "token=x", 80, false, false},
  };
  for (const auto& c : cases) {
    const auto url = WsUrl::parse(c.text);
    ASSERT_TRUE(url.has_value()) << c.text << ": " << url.error().message;
    EXPECT_EQ(url->host, c.host);
    EXPECT_EQ(url->path, c.path);
    EXPECT_EQ(url->query, c.query);
    EXPECT_EQ(url->port, c.port);
    EXPECT_EQ(url->secure, c.secure);
    EXPECT_EQ(url->loopback(), c.loopback) << c.text;
  }
}

TEST(WsUrl, SaysWhatIsWrong) {
  const struct {
    std::string_view text, says;
  } cases[] = {
      {"", "no scheme"},
      {"localhost:8000", "no scheme"},
      {"http://localhost", "scheme \"http\""},
      {"ws://", "no host"},
      {"ws://:8000/", "no host"},
      {"ws://host:0/", "port \"0\""},
      {"ws://host:65536/", "port \"65536\""},
      {"ws://host:80x/", "port \"80x\""},
      {"ws://host:/", "port is empty"},
      {"ws://[::1/", "lacks its"},
      {"ws://[nonsense]/", "not an IPv6"},
      {"ws://user:secret@host/", "user or password"},
      {"ws://host/a b", "space"},
      {"ws://host/#top", "fragment"},
  };
  for (const auto& c : cases) {
    const auto url = WsUrl::parse(c.text);
    ASSERT_FALSE(url.has_value()) << c.text;
    EXPECT_NE(url.error().message.find(c.says), std::string::npos) << c.text << ": " << url.error().message;
    EXPECT_EQ(url.error().line().find("secret"), std::string::npos) << "passwords are never repeated";
  }
}

}  // namespace
}  // namespace loadtest
