#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <functional>
#include <optional>
#include <thread>

#include "http/client.h"
#include "http/name_lookup.h"
#include "wspp/server.h"

namespace loadtest {
namespace {

using testing::HasSubstr;

constexpr Nanos long_time = std::chrono::seconds(20);

/// A server on whichever port is free, on a thread of its own.
class Talk : public testing::Test, private wspp::ServerObserver {
 protected:
  using Answerer = std::function<wspp::HttpAnswer(const wspp::HttpRequest&)>;

  ~Talk() override {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  void serve(Answerer answerer) {
    answerer_ = std::move(answerer);
    wspp::ServerObserver& observer = *this;
    server_.emplace(io_, observer);
    ASSERT_TRUE(server_->listen({boost::asio::ip::make_address("127.0.0.1"), 0}));
    port_ = server_->port();
    thread_ = std::thread([this] {
      const auto work = boost::asio::make_work_guard(io_);
      io_.run();
      server_.reset();
    });
  }
  Result<HttpResponse> ask(HttpClient& client, std::string method, std::string target) {
    return client.send({.method = std::move(method), .target = std::move(target)});
  }
  HttpUrl url() const { return *parse_http_url("http://localhost:" + std::to_string(port_)); }

 private:
  wspp::ConnectionObserver* on_request(const wspp::HttpRequest&) override { return nullptr; }
  void on_connection(wspp::ConnectionObserver*, wspp::ConnectionPtr) override {}
  wspp::HttpAnswer on_http(const wspp::HttpRequest& request) override { return answerer_(request); }

  boost::asio::io_context io_{1};
  Answerer answerer_;
  std::optional<wspp::Server> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST_F(Talk, TheAnswerIsRead) {
  serve([](const wspp::HttpRequest& asked) {
    return wspp::HttpAnswer{asked.method() == "GET" ? 200 : 405, "at " + std::string(asked.resource())};
  });
  HttpClient client(url(), {});
  const auto got = ask(client, "GET", "/a?b=c");
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->status, 200u);
  EXPECT_EQ(got->body, "at /a?b=c");
  const auto posted = ask(client, "POST", "/a");
  ASSERT_TRUE(posted) << posted.error().message;
  EXPECT_EQ(posted->status, 405u);
}

TEST_F(Talk, ABodyThatIsTooLongIsNotRead) {
  serve([](const wspp::HttpRequest&) { return wspp::HttpAnswer{200, std::string(5000, 'x')}; });
  HttpClient client(url(), {.body_max = 1000});
  EXPECT_THAT(ask(client, "GET", "/").error().message, HasSubstr("too long"));
  const auto after = HttpClient(url(), {}).send({.method = "GET"});
  ASSERT_TRUE(after);
  EXPECT_EQ(after->body.size(), 5000u);
}

TEST_F(Talk, WhoEndsItNeedNotWaitForTheAnswer) {
  std::atomic<bool> asked = false, over = false;
  serve([&](const wspp::HttpRequest&) {
    asked = true;
    while (!over) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return wspp::HttpAnswer{};
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

TEST(NameLookup, ReadsAddressesAndFindsNames) {
  EXPECT_EQ(NameLookup("127.0.0.1").wait_until(Clock::now() + long_time)->front(), "127.0.0.1");
  EXPECT_TRUE(NameLookup("localhost").wait_until(Clock::now() + long_time));
  EXPECT_FALSE(NameLookup("localhost.invalid").wait_until(Clock::now()));
}

}  // namespace
}  // namespace loadtest
