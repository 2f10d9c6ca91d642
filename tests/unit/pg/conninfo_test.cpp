#include "pg/conninfo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

using namespace loadtest;
using namespace loadtest::pg;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

/// The environment that libpq reads, emptied and put back.
class ConninfoTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : names) {
      if (const char* value = std::getenv(name)) before_[name] = value;
      ::unsetenv(name);
    }
    ::setenv("PGSERVICEFILE", service_file.c_str(), 1);
    std::ofstream(service_file) << "[shop]\nhost=db.example\nport=6543\ndbname=orders\npassword=from-service\n"
                                << "[other]\nhost=other.example\n[broken]\nno such thing\n";
  }
  void TearDown() override {
    std::filesystem::remove(service_file);
    for (const char* name : names) ::unsetenv(name);
    for (const auto& [name, value] : before_) ::setenv(name.c_str(), value.c_str(), 1);
  }

  static Conninfo read(const std::string& text, const std::string& password = "") {
    const auto conninfo = Conninfo::read(text, password);
    EXPECT_TRUE(conninfo) << text << ": " << conninfo.error().line();
    return conninfo.value_or(Conninfo{});
  }

  static constexpr const char* names[] = {"PGHOST",     "PGHOSTADDR",       "PGPORT",        "PGUSER",    "PGDATABASE",
                                          "PGPASSWORD", "PGSERVICE",        "PGSERVICEFILE", "PGSSLMODE", "PGAPPNAME",
                                          "PGOPTIONS",  "PGCLIENTENCODING", "PGGSSENCMODE",  "PGPASSFILE"};
  const std::string service_file = "/tmp/loadtest-conninfo-" + std::to_string(::getpid());

 private:
  std::map<std::string, std::string> before_;
};

TEST_F(ConninfoTest, StringsAndUrlsAreRead) {
  const Conninfo pairs = read("host=db port=6000 dbname='my db' user=app password='it\\'s \\\\ secret'");
  EXPECT_EQ(pairs.get("dbname"), "my db");
  EXPECT_EQ(pairs.get("password"), "it's \\ secret");
  EXPECT_THAT(pairs.secrets(), ElementsAre("it's \\ secret"));

  const Conninfo url = read("postgres://app:p%40ss@db.example/shop?sslmode=require&sslpassword=key-secret");
  EXPECT_EQ(url.get("password"), "p@ss");
  EXPECT_EQ(url.get("port"), "5432");
  EXPECT_EQ(url.get("sslmode"), "require");
  EXPECT_THAT(url.secrets(), ElementsAre("p@ss", "key-secret"));

  EXPECT_EQ(read("postgresql://app:p?s#s@h/d?application_name=a@b").get("password"), "p?s#s");

  const Conninfo socket = read("postgresql://app@/shop?host=/tmp/run&port=7");
  EXPECT_EQ(socket.get("host") + " " + socket.get("port") + " " + socket.get("dbname"), "/tmp/run 7 shop");
  EXPECT_TRUE(socket.hosts().at(0).is_socket());
  const auto two = read("postgresql://[::1]:5433,b/x?user=u").hosts();
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].name + " " + two[0].port + " " + two[1].name + " " + two[1].port, "::1 5433 b 5432");
}

TEST_F(ConninfoTest, WhatIsNotGivenIsFilledIn) {
  const Conninfo bare = read("user=app host=h");
  EXPECT_EQ(bare.get("dbname"), "app");
  EXPECT_EQ(bare.get("client_encoding"), "UTF8");
  EXPECT_EQ(bare.get("application_name"), "loadtest");
  EXPECT_EQ(bare.get("gssencmode"), "disable");
  EXPECT_EQ(bare.get("password"), "");
  EXPECT_TRUE(bare.secrets().empty());
  EXPECT_FALSE(read("").hosts().at(0).name.empty());
  EXPECT_EQ(read("gssencmode=prefer").get("gssencmode"), "prefer");
  EXPECT_EQ(read("target_session_attrs=read-write").get("target_session_attrs"), "read-write");
}

TEST_F(ConninfoTest, TextThenServiceThenEnvironment) {
  ::setenv("PGHOST", "env.example", 1);
  ::setenv("PGUSER", "env_user", 1);
  ::setenv("PGAPPNAME", "env_app", 1);
  ::setenv("PGGSSENCMODE", "prefer", 1);

  Conninfo c = read("dbname=x", "from-environment");
  EXPECT_EQ(c.get("host"), "env.example");
  EXPECT_EQ(c.get("application_name"), "env_app");
  EXPECT_EQ(c.get("gssencmode"), "prefer");
  EXPECT_EQ(c.get("password"), "from-environment");

  c = read("service=shop dbname=x", "from-environment");
  EXPECT_EQ(c.get("host"), "db.example");
  EXPECT_EQ(c.get("port"), "6543");
  EXPECT_EQ(c.get("dbname"), "x");
  EXPECT_EQ(c.get("user"), "env_user");
  EXPECT_EQ(c.get("password"), "from-service");
  EXPECT_EQ(c.get("service"), "");
  EXPECT_EQ(std::getenv("PGSERVICE"), nullptr);
  EXPECT_EQ(read("password=p service=shop", "from-environment").get("password"), "p");

  ::setenv("PGSERVICE", "other", 1);
  EXPECT_EQ(read("").get("host"), "other.example");
  EXPECT_EQ(read("service=shop").get("host"), "db.example");
  EXPECT_EQ(std::string(std::getenv("PGSERVICE")), "other");

  ::setenv("PGSERVICE", "nowhere", 1);
  EXPECT_EQ(read("service=shop").get("host"), "db.example") << "what another service is does not matter then";
}

TEST_F(ConninfoTest, HostsArePairedAsLibpqDoes) {
  const auto hosts = read("host=a,/tmp/s,c hostaddr=10.0.0.1,, port=1,,3").hosts();
  ASSERT_EQ(hosts.size(), 3u);
  EXPECT_EQ(hosts[0].name + " " + hosts[0].address + " " + hosts[0].port, "a 10.0.0.1 1");
  EXPECT_EQ(hosts[1].name + " " + hosts[1].address + " " + hosts[1].port, "/tmp/s  5432");
  EXPECT_EQ(hosts[2].name + " " + hosts[2].address + " " + hosts[2].port, "c  3");
  EXPECT_EQ(read("host=a,b port=7").hosts().at(1).port, "7");
  const Conninfo address_only = read("hostaddr=10.0.0.9 user=u dbname=d");
  EXPECT_EQ(address_only.hosts().at(0).address, "10.0.0.9");
}

TEST_F(ConninfoTest, NamesArePinnedToAddresses) {
  Conninfo c = read("host=nobody.invalid,127.0.0.1,/tmp/s,given,localhost hostaddr=,,,10.0.0.3, port=1,2,3,4,5 user=u");
  ASSERT_TRUE(c.resolve());
  const auto hosts = c.hosts();
  ASSERT_GE(hosts.size(), 4u);  // localhost may have two
  EXPECT_EQ(hosts[0].name + " " + hosts[0].address + " " + hosts[0].port, "127.0.0.1 127.0.0.1 2");
  EXPECT_EQ(hosts[1].name + " " + hosts[1].address + " " + hosts[1].port, "/tmp/s  3");
  EXPECT_EQ(hosts[2].name + " " + hosts[2].address + " " + hosts[2].port, "given 10.0.0.3 4");
  EXPECT_EQ(hosts[3].name, "localhost");
  EXPECT_THAT(hosts[3].address, AnyOf("127.0.0.1", "::1"));
  EXPECT_EQ(hosts[3].port, "5");

  Conninfo socket = read("host=/tmp/s");
  ASSERT_TRUE(socket.resolve());
  EXPECT_THAT(socket.text(), Not(HasSubstr("hostaddr")));

  Conninfo nobody = read("host=nobody.invalid,nobody2.invalid");
  const auto failed = nobody.resolve();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::target);
  EXPECT_THAT(failed.error().message, HasSubstr("\"nobody.invalid\""));
}

TEST_F(ConninfoTest, KnowsWhetherTheServerMayBeHere) {
  struct Case {
    const char *what, *text;
    bool here;
  } const cases[] = {
      {"Unix socket", "host=/run/postgresql", true},
      {"Unix socket without a file", "host=@postgresql", true},
      {"IPv4 loopback", "host=127.0.0.1", true},
      {"Debian's name for this machine", "hostaddr=127.0.1.1", true},
      {"IPv6 loopback", "host=::1", true},
      {"IPv4 in IPv6", "hostaddr=::ffff:127.0.0.1", true},
      {"loopback by name", "host=localhost", true},
      {"far by its address, whatever its name", "host=localhost hostaddr=10.0.0.1", false},
      {"near by its address, whatever its name", "host=db.example hostaddr=127.0.0.1", true},
      {"far", "host=10.0.0.1", false},
      {"far, IPv6", "host=2001:db8::1", false},
      {"far, IPv4 in IPv6", "hostaddr=::ffff:10.0.0.1", false},
      {"all far", "host=10.0.0.1,10.0.0.2", false},
      {"near, then far", "host=/run/postgresql,10.0.0.1", true},
      {"far, then near", "host=10.0.0.1,127.0.0.1", true},
  };
  for (const Case& c : cases) {
    Conninfo conninfo = read(c.text);
    ASSERT_TRUE(conninfo.resolve()) << c.what;
    EXPECT_EQ(conninfo.on_this_machine(), c.here) << c.what;
  }
}

TEST_F(ConninfoTest, TheTextReadsBackAsItWas) {
  Conninfo c = read("host=h user='a b' password='q\\'\\\\ ='");
  c.set("options", "-c statement_timeout=5s");
  const Conninfo again = read(c.text());
  EXPECT_EQ(again.text(), c.text());
  EXPECT_EQ(again.get("password"), "q'\\ =");
  c.set("options", "");
  EXPECT_THAT(c.text(), Not(HasSubstr("options")));
}

TEST_F(ConninfoTest, WhatIsWrongIsSaidWithoutSecrets) {
  struct Case {
    const char* what;
    std::string text, line;
  } const cases[] = {
      {"mistyped keyword", "host=h sslmod=require password=sesam",
       "the connection string has an unknown keyword \"sslmod\" (did you mean \"sslmode\"?)"},
      {"mistyped parameter", "postgresql://u:sesam@h/d?ssl_mode=require",
       "the connection string has an unknown keyword \"ssl_mode\" (did you mean \"sslmode\"?)"},
      {"password with a space", "password=open sesam=7",
       "the connection string has an unknown keyword (a value with a"},
      {"half a pair", "password=open sesam", "not a connection string (it is a URL such as postgresql://"},
      {"another database's URL", "mysql://u:sesam@h/d?x=1", "not a connection string (it is a URL"},
      {"no such scheme", "postgre://u:sesam@h/d", "not a connection string (it is a URL"},
      {"quote without end", "password='sesam", "the connection string has a quote that does not end"},
      {"bare percent", "postgresql://u:%sesam@h/d", "the connection URL has a \"%\" that begins no %XX"},
      {"@ in the password", "postgresql://u:pa@sesam@h/d", "the connection URL has more than one \"@\""},
      {"/ in the password", "postgresql://u:12/sesam@h/d", "the connection URL has a \"/\" before its \"@\""},
      {"# in the password", "postgresql://u:sesam#@h/d?sslmode=require#",
       "libpq does not take the value of \"sslmode\""},
      {"/ and ? in the password", "postgresql://u:12/3?sesam@h/d", "not a connection string"},
      {"URL as the host", "host=u:sesam@h", "the connection string has a host with an \"@\" in it"},
      {"port", "host=h port=sesam", "the connection string has a port that is no number from 1 to 65535"},
      {"port zero", "host=h port=0", "the connection string has a port that is no number"},
      {"ports", "host=a,b,c port=1,2", "the connection string has 2 ports for 3 hosts (give one port for all"},
      {"addresses", "host=a,b hostaddr=10.0.0.1", "the connection string has 2 hosts and 1 addresses (hostaddr)"},
      {"value", "host=h sslmode=sesam", "libpq does not take the value of \"sslmode\""},
      {"value", "host=h target_session_attrs=sesam", "libpq does not take the value of \"target_session_attrs\""},
      {"service", "service=nowhere password=sesam", "definition of service \"nowhere\" not found (services are in"},
      {"service file", "service=broken password=sesam", "syntax error in service file"},
  };
  for (const Case& c : cases) {
    const auto conninfo = Conninfo::read(c.text, "");
    ASSERT_FALSE(conninfo) << c.what;
    EXPECT_EQ(conninfo.error().kind, ErrorKind::usage) << c.what;
    EXPECT_THAT(conninfo.error().line(), StartsWith(c.line)) << c.what;
    EXPECT_THAT(conninfo.error().line(), Not(HasSubstr("sesam"))) << c.what;
  }
}

TEST_F(ConninfoTest, AServiceOfTheEnvironmentMustExistToo) {
  ::setenv("PGSERVICE", "nowhere", 1);
  const auto conninfo = Conninfo::read("host=h", "");
  ASSERT_FALSE(conninfo);
  EXPECT_THAT(conninfo.error().message, HasSubstr("service \"nowhere\""));
}

}  // namespace
