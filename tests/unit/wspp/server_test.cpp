#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "raw_peer.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::wspp;
using namespace loadtest::wspp::testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

struct Serving : ::testing::Test {
  boost::asio::io_context io{1};
  EchoHost host{io};

  /// What a bare client is answered, to the end.
  std::string ask(const std::string& request) {
    const std::uint16_t port = host.server.port();
    auto answer = std::async(std::launch::async, [&] {
      RawSocket socket(connect_raw(port));
      socket.send(request);
      return socket.read_to_end();
    });
    EXPECT_TRUE(run_until(io, [&] { return answer.wait_for(Nanos::zero()) == std::future_status::ready; }));
    return answer.get();
  }
};

TEST_F(Serving, PlainHttpIsAnswered) {
  const std::string answer = ask("GET /health?x=1 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 25\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nyou asked for /health?x=1"));
}

TEST_F(Serving, HeadersAreToldAndSent) {
  const std::string answer = ask("GET /headers HTTP/1.1\r\nHoSt: there:80\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nGET there:80"));
}

TEST_F(Serving, NonsenseIsABadRequest) {
  EXPECT_THAT(ask("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n"),
              StartsWith("HTTP/1.1 426"));
}

TEST_F(Serving, UnwantedUpgradeGets404) {
  Client client(io, target_at(host.server.port()));
  Ear ear;
  ear.connection = client.connect(ear, {"/denied"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
  EXPECT_EQ(ear.info->kind, "upgrade 404");
  EXPECT_EQ(ear.opens, 0);
}

TEST_F(Serving, TheSecondListenerOnAPortIsToldWhy) {
  Server second(io, host);
  const Status status = second.listen({boost::asio::ip::make_address("127.0.0.1"), host.server.port()});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::target);
  EXPECT_THAT(status.error().message, HasSubstr("Address already in use"));
}

TEST_F(Serving, ClientsThatBreakTheProtocolAreSentAway) {
  // An unmasked frame.
  const std::string answer =
      ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\1x");
  EXPECT_THAT(answer, HasSubstr("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
  EXPECT_THAT(answer, HasSubstr("\x03\xea"));  // 1002
  ASSERT_TRUE(run_until(io, [&] { return host.ears.at(0)->ends == 1; }));
  EXPECT_EQ(host.ears[0]->info->kind, "protocol error");
}

TEST_F(Serving, BeyondItsLimitOfUndecidedConnectionsTheyAreCut) {
  EchoHost small(io, {.undecided = 2, .message_bytes = 100});
  RawSocket first(connect_raw(small.server.port())), second(connect_raw(small.server.port()));
  auto third =
      std::async(std::launch::async, [&] { return RawSocket(connect_raw(small.server.port())).read_to_end(); });
  EXPECT_TRUE(run_until(io, [&] { return third.wait_for(Nanos::zero()) == std::future_status::ready; }));
  EXPECT_EQ(third.get(), "");
  first.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  auto answer = std::async(std::launch::async, [&] { return first.read_to_end(); });
  EXPECT_TRUE(run_until(io, [&] { return answer.wait_for(Nanos::zero()) == std::future_status::ready; }));
  EXPECT_THAT(answer.get(), EndsWith("you asked for /a")) << "who was there before is served";
}

TEST_F(Serving, WhoSendsMoreThanItTakesIsSentAway) {
  EchoHost small(io, {.message_bytes = 100});
  Client client(io, target_at(small.server.port()));
  Ear ear;
  ear.connection = client.connect(ear, {"/"}, 0);
  ASSERT_TRUE(run_until(io, [&] { return ear.opens == 1; }));
  ear.connection->send(std::string(100, 'x'), FrameKind::text);
  ASSERT_TRUE(run_until(io, [&] { return ear.messages.size() == 1; }));
  ear.connection->send(std::string(101, 'x'), FrameKind::text);
  ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
  EXPECT_EQ(ear.info->code, 1009);
}

TEST_F(Serving, GoingAwayInTheMiddleOfHandshakesIsFine) {
  auto other = std::make_unique<boost::asio::io_context>(1);
  auto brief = std::make_unique<EchoHost>(*other);
  RawSocket half(connect_raw(brief->server.port()));
  half.send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 10; ++i) other->poll();
  brief.reset();
  EXPECT_EQ(half.read_to_end(), "");
}

}  // namespace
