#include "dashboard/viewer.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

namespace loadtest {
namespace {

struct FakeConnection final : wspp::Connection {
  std::uint32_t send(std::string_view payload, wspp::FrameKind) override {
    sent.emplace_back(payload);
    return 1;
  }
  void close(std::uint16_t code, std::string_view) override { closed = code; }
  std::size_t unsent_bytes() const override { return unsent; }
  void abandon() override { abandoned = true; }

  std::vector<std::string> sent;
  std::uint16_t closed = 0;
  std::size_t unsent = 0;
  bool abandoned = false;
};

struct Watching : ::testing::Test, ViewerHost {
  Watching() { viewer.attach(wspp::ConnectionPtr(&connection)); }
  bool knows_token(std::string_view token) override { return token == "right"; }
  void on_admitted(Viewer&, bool wants_page) override { admitted += wants_page ? "page" : "feed"; }
  void on_order(const ViewerOrder& order) override { orders.push_back(order); }
  void on_gone(Viewer&) override {}
  void say(std::string_view text) {
    wspp::ConnectionObserver& observer = viewer;
    observer.on_message(text, wspp::FrameKind::text, {});
  }

  FakeConnection connection;
  std::string admitted;
  std::vector<ViewerOrder> orders;
  boost::asio::io_context io;
  Viewer viewer{io, 1, *this};
};

TEST_F(Watching, OrdersComeAfterTheToken) {
  say("token right page");
  say("stop");
  say("hold 1 20");
  EXPECT_EQ(admitted, "page");
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<StopOrder>(orders[0]));
  EXPECT_EQ(std::get<HoldOrder>(orders[1]).track, 1u);
  EXPECT_EQ(std::get<HoldOrder>(orders[1]).users, 20u);
}

TEST_F(Watching, AStrangersFirstWordIsItsLast) {
  say("stop");
  say("token right");
  EXPECT_EQ(admitted, "");
  EXPECT_TRUE(orders.empty());
  EXPECT_EQ(connection.closed, 0) << "not at once";
  const TimePoint began = Clock::now();
  io.run();
  EXPECT_EQ(connection.closed, 4001);
  EXPECT_GE(Clock::now() - began, Viewer::wrong_token_waits - std::chrono::milliseconds(5));
}

TEST_F(Watching, WhoDoesNotReadIsSentNothingMore) {
  say("token right");
  connection.unsent = Viewer::unsent_max;
  EXPECT_TRUE(viewer.send("a"));
  connection.unsent = Viewer::unsent_max + 1;
  EXPECT_FALSE(viewer.send("b"));
  EXPECT_EQ(connection.sent, std::vector<std::string>{"a"});
  viewer.abandon();
  EXPECT_TRUE(connection.abandoned);
}

TEST(ViewerOrder, IsOneOfAFew) {
  for (const std::string_view nonsense :
       {"", " ", "stop now", "Stop", "hold", "hold 1", "hold 1 ", "hold -1 5", "hold 0 4294967296", "hold 0 1 2",
        "hold 0x1 2", "hold 0 1.5", "token a b", "token a page more", "tokens a"})
    EXPECT_TRUE(std::holds_alternative<std::monostate>(parse_order(nonsense))) << nonsense;
  EXPECT_EQ(std::get<TokenOrder>(parse_order("token abc")).token, "abc");
  EXPECT_FALSE(std::get<TokenOrder>(parse_order("token abc")).wants_page);
  EXPECT_TRUE(std::get<TokenOrder>(parse_order("token abc page")).wants_page);
}

}  // namespace
}  // namespace loadtest
