#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http/client.h"
#include "http/name_lookup.h"
#include "http/server.h"

namespace loadtest {
namespace {

using testing::HasSubstr;

constexpr Nanos long_time = std::chrono::seconds(20);

/// A server on whichever port is free.
class Talk : public testing::Test {
 protected:
  void serve(HttpServer::Answerer answerer) {
    for (port_ = 20000 + static_cast<std::uint16_t>(Clock::now().time_since_epoch().count() / 1000 % 10000);
         !server_;) {
      if (auto listening = HttpServer::listen("127.0.0.1", ++port_)) server_ = std::move(*listening);
    }
    server_->start(std::move(answerer));
  }
  Result<HttpResponse> ask(HttpClient& client, std::string method, std::string target) {
    return client.send({.method = std::move(method), .target = std::move(target)});
  }
  HttpUrl url() const { return *parse_http_url("http://localhost:" + std::to_string(port_)); }

  std::uint16_t port_ = 0;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Talk, AnswersGetAndHeadAndRefusesTheRest) {
  serve([](const HttpQuestion& asked) { return HttpAnswer{200, "text/plain", "at " + std::string(asked.path)}; });
  HttpClient client(url(), {});
  const auto got = ask(client, "GET", "/a?b=c");
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->status, 200u);
  EXPECT_EQ(got->body, "at /a");
  const auto posted = ask(client, "POST", "/a");
  ASSERT_TRUE(posted) << posted.error().message;
  EXPECT_EQ(posted->status, 405u);
}

TEST_F(Talk, AHeadOrABodyThatIsTooLongIsNotRead) {
  serve([](const HttpQuestion&) { return HttpAnswer{200, "text/plain", std::string(5000, 'x')}; });
  HttpClient client(url(), {.body_max = 1000});
  EXPECT_THAT(ask(client, "GET", "/").error().message, HasSubstr("too long"));
  EXPECT_FALSE(ask(client, "GET", "/" + std::string(10'000, 'y')));
  const auto after = HttpClient(url(), {}).send({.method = "GET"});
  ASSERT_TRUE(after);
  EXPECT_EQ(after->body.size(), 5000u);
}

TEST_F(Talk, ConnectionsBeyondTheBoundAreClosedAndThoseWithinServed) {
  serve([](const HttpQuestion&) { return HttpAnswer{200, "text/plain", "ok"}; });
  std::vector<std::unique_ptr<HttpClient>> clients;
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<HttpClient>(url(), HttpClient::Limits{}));
    answered += ask(*clients.back(), "GET", "/").has_value() ? 1 : 0;
  }
  EXPECT_EQ(answered, 16);
  clients.clear();
}

TEST_F(Talk, WhoEndsItNeedNotWaitForTheAnswer) {
  std::atomic<bool> asked = false, over = false;
  serve([&](const HttpQuestion&) {
    asked = true;
    while (!over) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return HttpAnswer{};
  });
  HttpClient client(url(), {.connect = long_time, .answer = long_time});
  const TimePoint began = Clock::now();
  std::thread ender([&] {
    while (!asked) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    client.end_by(Clock::now());
  });
  const auto got = ask(client, "GET", "/");
  ender.join();
  over = true;
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("before the end"));
  EXPECT_LT(Clock::now() - began, long_time / 2);
}

TEST_F(Talk, APortThatIsTakenIsNotToBeHad) {
  serve([](const HttpQuestion&) { return HttpAnswer{}; });
  EXPECT_FALSE(HttpServer::listen("127.0.0.1", port_));
  EXPECT_FALSE(HttpServer::listen("no address", port_));
}

TEST(NameLookup, ReadsAddressesAndFindsNames) {
  EXPECT_EQ(NameLookup("127.0.0.1").wait_until(Clock::now() + long_time)->front(), "127.0.0.1");
  EXPECT_TRUE(NameLookup("localhost").wait_until(Clock::now() + long_time));
  EXPECT_FALSE(NameLookup("localhost.invalid").wait_until(Clock::now()));
}

}  // namespace
}  // namespace loadtest
