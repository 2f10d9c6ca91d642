#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pg/admin.h"
#include "pg/connection.h"
#include "pg/conninfo.h"
#include "pg/dialer.h"
#include "support/postgres_cluster.h"

namespace loadtest::pg::testing {

constexpr auto patience = std::chrono::seconds(20);
constexpr unsigned at_once = 32;  // logins

/// An event loop that a test turns by hand.
struct Loop {
  boost::asio::io_context io{1};
  std::shared_ptr<net::Poller> poller = net::Poller::make(io);

  /// Whether it came true in time.
  template <class Condition>
  bool until(Condition done, Nanos limit = patience) {
    const TimePoint deadline = Clock::now() + limit;
    while (!done()) {
      if (Clock::now() >= deadline) return false;
      if (io.stopped()) io.restart();
      io.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
  }
};

struct Logins final : LoginReceiver {
  std::vector<Login> all;
  std::vector<std::uint32_t> cancels_over;  // tickets
  void on_login(Login login) override { all.push_back(std::move(login)); }
  void on_cancel_over(std::uint32_t ticket) override { cancels_over.push_back(ticket); }
};

struct Answers final : Connection::Observer {
  std::vector<Answer> all;
  std::optional<std::string> broken;
  void on_answer(const Answer& answer) override { all.push_back(answer); }
  void on_broken(const std::string& kind) override { broken = kind; }
};

inline std::string code(const Answer& answer) { return answer.sqlstate.data(); }

inline Conninfo conninfo_of(const std::string& text) {
  auto conninfo = Conninfo::read(text, "");
  EXPECT_TRUE(conninfo) << conninfo.error().line();
  if (!conninfo) return {};
  EXPECT_TRUE(conninfo->resolve());
  return *conninfo;
}

/// Tests against a real PostgreSQL.
class WithPostgres : public ::testing::Test {
 protected:
  void SetUp() override {
    cluster = PostgresCluster::get();
    if (cluster != nullptr) return;
    if (PostgresCluster::required()) FAIL() << PostgresCluster::why_not();
    GTEST_SKIP() << PostgresCluster::why_not();
  }

  Admin admin() {
    auto connected = Admin::connect(conninfo_of(cluster->over_socket()), patience);
    if (!connected) throw std::runtime_error(connected.error().line());
    return std::move(*connected);
  }

  Login log_in(const std::string& conninfo, Preparation preparation = {}, Nanos timeout = patience) {
    Dialer dialer(conninfo_of(conninfo).text(), timeout, at_once);
    Logins logins;
    const auto desk = dialer.desk(loop.poller, logins);
    desk->order({7, Clock::now(), std::move(preparation)});
    EXPECT_TRUE(loop.until([&] { return !logins.all.empty(); }));
    return logins.all.empty() ? Login{} : std::move(logins.all.front());
  }

  /// A logged-in connection whose answers go to `answers`.
  std::unique_ptr<Connection> connect(Answers& answers, Preparation preparation = {}) {
    Login login = log_in(cluster->over_socket(), std::move(preparation));
    EXPECT_EQ(login.failure, "");
    if (!login.handle) throw std::runtime_error(login.failure);
    return std::make_unique<Connection>(loop.poller, std::move(login.handle), answers);
  }

  /// The next answer. Of a connection that broke: none.
  std::optional<Answer> next(Answers& answers) {
    const std::size_t before = answers.all.size();
    EXPECT_TRUE(loop.until([&] { return answers.all.size() > before || answers.broken; }));
    return answers.all.size() > before ? std::optional(answers.all.back()) : std::nullopt;
  }

  PostgresCluster* cluster = nullptr;
  Loop loop;
};

}  // namespace loadtest::pg::testing
