#include "workloads/db/db_options.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What came of some options.
struct Given {
  DbSettings settings;
  std::vector<std::string> problems;
  Redactor redactor;
};

Given read(const std::vector<std::pair<std::string, std::string>>& options, bool address_follows = false) {
  Settings given;
  for (const OptionSpec& option : db_options) {
    if (!option.fallback.empty() && !option.fallback.starts_with('('))
      given.set(option.name, std::string(option.fallback));
  }
  for (const auto& [name, value] : options) given.set(name, value);
  Given result;
  Problems problems;
  std::vector<std::string> warnings;
  result.settings = read_db_settings({given, address_follows, 10, std::chrono::seconds(7), 42, "20261123-184200-0a1b2c",
                                      problems, warnings, result.redactor});
  for (const Error& problem : problems) {
    EXPECT_EQ(problem.kind, ErrorKind::usage);
    result.problems.push_back(problem.line());
  }
  return result;
}

TEST(DbOptions, HaveTheDefaultsOfTheContract) {
  const Given given = read({});
  EXPECT_THAT(given.problems, ElementsAre());
  const DbSettings& settings = given.settings;
  EXPECT_EQ(settings.conninfo.get("dbname"), "wheels_wins");
  EXPECT_EQ(settings.conninfo.hosts().at(0).name, "localhost");
  EXPECT_EQ(settings.pool_size, 20u);
  EXPECT_EQ(settings.mix.entries.size(), 7u);
  EXPECT_EQ(settings.rls, Rls::transaction);
  EXPECT_EQ(settings.role, "authenticated");
  EXPECT_EQ(settings.explain, Explain::reads);
  EXPECT_FALSE(settings.keep_rows);
  EXPECT_FALSE(settings.pipeline);
  EXPECT_EQ(settings.connect_timeout, std::chrono::seconds(7));
  EXPECT_EQ(settings.seed, 42u);
}

TEST(DbOptions, NameTheConnectionsAfterTheRunUnlessTheUserNamedThem) {
  EXPECT_EQ(read({}).settings.conninfo.get("application_name"), "loadtest-20261123-184200-0a1b2c");
  EXPECT_EQ(read({}, true).settings.conninfo.get("application_name"), "loadtest-20261123-184200-0a1b2c");
  EXPECT_EQ(read({{"db", "host=h application_name=nightly"}}).settings.conninfo.get("application_name"), "nightly");
}

TEST(DbOptions, KeepPasswordsFromBeingShown) {
  for (const auto& [option, value] : {std::pair("db", "postgresql://me:s3cret-word@h/d"),
                                      {"db", "host=h password='s3cret-word'"},
                                      {"db-password", "s3cret-word"}}) {
    const Given given = read({{option, value}});
    EXPECT_EQ(given.settings.conninfo.get("password"), "s3cret-word") << value;
    EXPECT_EQ(given.redactor.redact("it said s3cret-word"), "it said ***") << value;
  }
}

TEST(DbOptions, TakeWhatIsGiven) {
  const Given given =
      read({{"pool-size", "3"}, {"mix", "100:0"}, {"only", "profile"}, {"rls", "off"}, {"keep-rows", ""}});
  EXPECT_THAT(given.problems, ElementsAre());
  EXPECT_EQ(given.settings.pool_size, 3u);
  EXPECT_EQ(given.settings.mix.entries.size(), 1u);
  EXPECT_EQ(given.settings.rls, Rls::off);
  EXPECT_EQ(given.settings.role, "");
  EXPECT_TRUE(given.settings.keep_rows);
  EXPECT_EQ(read({{"role", "anon"}}).settings.role, "anon");
  EXPECT_EQ(read({{"rls", "session"}}).settings.rls, Rls::session);
  EXPECT_EQ(read({{"explain", "off"}}).settings.explain, Explain::off);
  EXPECT_EQ(read({{"explain", "writes"}}).settings.explain, Explain::writes);
  EXPECT_TRUE(read({{"pipeline", ""}}).settings.pipeline);
}

TEST(DbOptions, TellEveryProblemAtOnce) {
  EXPECT_EQ(
      read({{"pool-size", "0"}, {"mix", "x"}, {"rls", "on"}, {"user-ids", "/nowhere"}, {"db", "host"}}).problems.size(),
      5u);
}

TEST(DbOptions, SayWhatIsWrong) {
  const struct {
    const char *option, *value, *expected;
  } cases[] = {
      {"pool-size", "0", R"(--pool-size: "0" is not a whole number from 1 to 10000)"},
      {"pool-size", "10001", "--pool-size: "},
      {"rls", "sesion", R"(--rls: "sesion" is no place to set role and claims (did you mean session))"},
      {"explain", "all", "there are off, reads and writes"},
      {"rls", "none", "there are transaction, session and off"},
      {"role", "", "--role: a role has a name"},
      {"user-ids", "/nowhere", R"(--user-ids: the file "/nowhere" cannot be read)"},
      {"db", "postgresql://h:x/d", "--db: "},
  };
  for (const auto& c : cases) {
    const auto problems = read({{c.option, c.value}}).problems;
    ASSERT_EQ(problems.size(), 1u) << c.value;
    EXPECT_THAT(problems[0], HasSubstr(c.expected));
  }
  EXPECT_THAT(read({{"rls", "off"}, {"role", "anon"}}).problems, ElementsAre(HasSubstr("--role: no role is set")));
  EXPECT_THAT(read({{"rls", "off"}, {"pipeline", ""}}).problems, ElementsAre(HasSubstr("is one round trip already")));
}

TEST(DbOptions, RefuseSessionsThroughPoolers) {
  const struct {
    const char *db, *expected;
  } cases[] = {
      {"postgresql://db.example.com:6543/d",
       "--rls: session needs a connection of its own, and db.example.com:6543 is a "
       "pooler by its port (use --rls transaction, or the direct connection"},
      {"postgresql://aws-0-eu.pooler.supabase.com/d", "is a pooler by its name"},
      {"host=a,b port=5432,6543", "b:6543"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(read({{"db", c.db}, {"rls", "session"}}).problems, ElementsAre(HasSubstr(c.expected)));
    EXPECT_THAT(read({{"db", c.db}}).problems, ElementsAre()) << "each transaction sets its own";
  }
  EXPECT_THAT(read({{"db", "host=/run/pooler port=6543"}, {"rls", "session"}}).problems, ElementsAre());
}

}  // namespace
}  // namespace loadtest
