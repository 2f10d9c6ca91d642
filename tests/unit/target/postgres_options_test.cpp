#include "target/postgres_options.h"

#include <gmock/gmock.h>

#include "target/postgres_server.h"

namespace loadtest::target {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Settings typed(std::initializer_list<std::pair<const char*, const char*>> values) {
  Settings settings;
  for (const auto& [name, value] : values) settings.add(name, value);
  return settings;
}

TEST(PostgresOptions, WithoutTheSwitchThereIsNoDatabase) {
  Problems problems;
  EXPECT_FALSE(read_postgres_options(typed({{"db-max-connections", "300"}}), {}, problems));
  EXPECT_TRUE(problems.empty()) << "a default is no mistake";
}

TEST(PostgresOptions, AnOptionOfItNeedsTheSwitch) {
  Problems problems;
  const Settings settings = typed({{"db-port", "5433"}});
  EXPECT_FALSE(read_postgres_options(settings, settings, problems));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].kind, ErrorKind::usage);
  EXPECT_THAT(problems[0].line(), HasSubstr("--with-db"));
}

TEST(PostgresOptions, ReadsWhatIsGivenAndTellsAllThatIsWrong) {
  Problems problems;
  const auto options =
      read_postgres_options(typed({{"with-db", ""}, {"db-port", "0"}, {"db-max-connections", "1000"}}), {}, problems);
  ASSERT_TRUE(options && options->port);
  EXPECT_EQ(*options->port, 0);
  EXPECT_EQ(options->max_connections, 1000u);
  EXPECT_TRUE(problems.empty());
  read_postgres_options(typed({{"with-db", ""}, {"db-port", "65536"}, {"db-max-connections", "few"}}), {}, problems);
  EXPECT_EQ(problems.size(), 2u);
}

TEST(PostgresOptions, TheLargestPoolsAndWhoLooksAtThemFindConnections) {
  Problems problems;
  const auto options = read_postgres_options(typed({{"with-db", ""}, {"db-max-connections", "10050"}}), {}, problems);
  ASSERT_TRUE(options && problems.empty());
  EXPECT_EQ(options->max_connections, 10'050u);
  read_postgres_options(typed({{"with-db", ""}, {"db-max-connections", "20001"}}), {}, problems);
  EXPECT_EQ(problems.size(), 1u);
}

TEST(PostgresOptions, TheChatTakesNoMoreConnectionsThanThereAre) {
  struct Case {
    const char* max;   // --db-max-connections
    const char* pool;  // --db-pool-size as typed, or null
    std::uint32_t connections;
    bool fine;
  };
  const Case cases[] = {
      {"300", nullptr, 10, true},  // the default
      {"300", "40", 40, true},     //
      {"300", "297", 297, true},   // all but the superuser's
      {"300", "298", 10, false},   //
      {"300", "0", 10, false},     // a chat without connections answers nobody
      {"12", nullptr, 4, true},    // others find some too
      {"12", "9", 9, true},        // unless that is asked for
  };
  for (const Case& c : cases) {
    Problems problems;
    Settings settings = typed({{"with-db", ""}, {"db-max-connections", c.max}});
    Settings given;
    settings.add("db-pool-size", c.pool ? c.pool : "10");
    if (c.pool) given.add("db-pool-size", c.pool);
    const auto options = read_postgres_options(settings, given, problems);
    ASSERT_TRUE(options);
    EXPECT_EQ(problems.empty(), c.fine) << c.max << " " << (c.pool ? c.pool : "");
    if (!c.fine) continue;
    EXPECT_EQ(options->chat_connections, c.connections) << c.max << " " << (c.pool ? c.pool : "");
  }
}

TEST(ServerSettings, OnlyTheSocketIsListenedOnUnlessAPortIsAskedFor) {
  EXPECT_THAT(server_settings("/tmp/x", {}, 5432, false), HasSubstr("listen_addresses = ''\n"));
  EXPECT_THAT(server_settings("/tmp/x", {.port = 0}, 5433, false), HasSubstr("listen_addresses = '127.0.0.1'\n"));
  EXPECT_THAT(server_settings("/tmp/x", {.port = 0}, 5433, false), HasSubstr("port = '5433'\n"));
}

TEST(ServerSettings, StatisticsAreLoadedWhereTheyAreInstalled) {
  EXPECT_THAT(server_settings("/tmp/x", {}, 5432, true),
              HasSubstr("shared_preload_libraries = 'pg_stat_statements'\n"));
  EXPECT_THAT(server_settings("/tmp/x", {}, 5432, false), Not(HasSubstr("shared_preload_libraries")));
}

}  // namespace
}  // namespace loadtest::target
