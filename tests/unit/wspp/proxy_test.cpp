#include "wspp/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wspp/subprotocol.h"

namespace loadtest::wspp {
namespace {

using ::testing::HasSubstr;

TEST(Proxy, IsReadFromItsUrl) {
  const auto plain = Proxy::parse("http://proxy.example.com:3128/");
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->host, "proxy.example.com");
  EXPECT_EQ(plain->port, 3128);
  EXPECT_TRUE(plain->credentials.empty());
  const auto full = Proxy::parse("http://me:p%40ss:word@[::1]:1");
  ASSERT_TRUE(full.has_value());
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->credentials.reveal(), "me:p@ss:word");
  EXPECT_EQ(Proxy::parse("http://h")->port, 80);
  for (const std::string_view bad : {"", "h:1", "https://h:1", "socks5://h", "http://", "http://:1", "http://h:0",
                                     "http://h:x", "http://me@h:1", "http://h:1/path", "http://[::1"}) {
    EXPECT_FALSE(Proxy::parse(bad).has_value()) << bad;
  }
}

/// A tunnel whose proxy is the test.
struct OneTunnel {
  OneTunnel() : tunnel(Proxy{"p", 1, Secret("me:pass")}, "::1", 443) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) throw std::runtime_error("socketpair");
    socket = Socket(ends[0]);
    proxy_fd = ends[1];
  }
  ~OneTunnel() { ::close(proxy_fd); }
  IoResult::Kind answer(std::string_view text) {
    if (::write(proxy_fd, text.data(), text.size()) < 0) throw std::runtime_error("write");
    socket.readable(false);
    return tunnel.advance(socket, failure).kind;
  }

  ProxyTunnel tunnel;
  Socket socket;
  int proxy_fd = -1;
  TlsFailure failure;
};

TEST(ProxyTunnel, AsksForTheTargetWithTheUsersCredentials) {
  OneTunnel one;
  EXPECT_EQ(one.tunnel.advance(one.socket, one.failure).kind, IoResult::Kind::again);
  char asked[512];
  const auto size = ::read(one.proxy_fd, asked, sizeof asked);
  EXPECT_EQ(std::string_view(asked, static_cast<std::size_t>(size)),
            "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nProxy-Authorization: Basic bWU6cGFzcw==\r\n\r\n");
  EXPECT_EQ(one.answer("HTTP/1.1 200 Connec"), IoResult::Kind::again) << "an answer may come in pieces";
  EXPECT_EQ(one.answer("tion established\r\nVia: x\r\n\r\n"), IoResult::Kind::done);
}

TEST(ProxyTunnel, FailsAsTheProxySaid) {
  const struct {
    std::string_view answer, kind, reason;
  } cases[] = {
      {"HTTP/1.0 407 Proxy Authentication Required\r\n\r\n", "proxy 407", "407 Proxy Authentication Required"},
      {"HTTP/1.1 502 Bad Gateway\r\nX: y\r\n\r\n", "proxy 502", "502"},
      {"SSH-2.0-OpenSSH\r\n\r\n", "proxy invalid", "HTTP"},
      {"HTTP/1.1 yes\r\n\r\n", "proxy invalid", "no status"},
      {"HTTP/1.1 200 OK\r\n\r\nmore", "proxy invalid", "more than"},
  };
  for (const auto& c : cases) {
    OneTunnel one;
    EXPECT_EQ(one.answer(c.answer), IoResult::Kind::failed);
    EXPECT_EQ(one.failure.kind, c.kind);
    EXPECT_THAT(one.failure.reason, HasSubstr(c.reason));
  }
}

TEST(Subprotocol, OneOfThoseOfferedMustBeChosen) {
  EXPECT_EQ(subprotocol_refusal({}, ""), "");
  EXPECT_EQ(subprotocol_refusal({"a", "b"}, "b"), "");
  EXPECT_THAT(subprotocol_refusal({"a"}, ""), HasSubstr("none"));
  EXPECT_THAT(subprotocol_refusal({"a"}, "c"), HasSubstr("\"c\""));
  EXPECT_THAT(subprotocol_refusal({}, "c"), HasSubstr("not offered"));
}

}  // namespace
}  // namespace loadtest::wspp
