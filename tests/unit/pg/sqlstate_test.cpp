#include "pg/sqlstate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pg/sqlstate_table.h"

using namespace loadtest::pg;

namespace {

TEST(Sqlstate, KindsHaveACodeAndAName) {
  EXPECT_EQ(kind_of("40P01"), "40P01 deadlock_detected");
  EXPECT_EQ(kind_of("57P01"), "57P01 admin_shutdown");
  EXPECT_EQ(kind_of("42501"), "42501 insufficient_privilege");
  EXPECT_EQ(kind_of("23ABC"), "23ABC integrity_constraint_violation");  // the class's
  EXPECT_EQ(kind_of("PT403"), "PT403");                                 // somebody's own
  EXPECT_EQ(kind_of(""), "");
}

TEST(Sqlstate, KnowsHowPoolersRefusePreparedStatements) {
  for (const char* code : {"26000", "42P05", "0A000"}) EXPECT_TRUE(refuses_prepared(code)) << code;
  for (const char* code : {"42P01", "08P01", "26001", "57P01", ""}) EXPECT_FALSE(refuses_prepared(code)) << code;
}

TEST(Sqlstate, TheTableIsInOrderAndHasWhatPostgresqlHas) {
  const auto all = all_conditions();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](auto& a, auto& b) { return a.code < b.code; }));

  std::error_code error;
  std::size_t compared = 0;
  for (const auto& version : std::filesystem::directory_iterator("/usr/share/postgresql", error)) {
    std::ifstream file(version.path() / "errcodes.txt");
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string code, severity, macro, name;
      words >> code >> severity >> macro >> name;
      if (code.size() != 5 || severity != "E" || name.empty()) continue;
      const std::string kind = kind_of(code);
      // Some codes have a second name, which the file has further down.
      const bool known = kind == code + " " + name || kind.size() > 6;
      EXPECT_TRUE(known) << line;
      compared += kind == code + " " + name ? 1 : 0;
    }
  }
  if (compared == 0) GTEST_SKIP() << "no errcodes.txt of a PostgreSQL server here";
  EXPECT_GE(compared, all.size() - 40);  // 25P04 and such came later; some have no condition name
}

TEST(Sqlstate, LoginsFailInKinds) {
  struct Case {
    const char *message, *kind, *line;
  } const cases[] = {
      {"connection to server at \"localhost\" (127.0.0.1), port 5432 failed: FATAL:  28P01: password authentication "
       "failed for user \"u\"\nLOCATION:  auth_failed, auth.c:335\n",
       "28P01 invalid_password", "password authentication failed for user \"u\""},
      {"connection to server at \"a\" (10.0.0.1), port 5432 failed: Connection refused\n\tIs the server running on "
       "that host and accepting TCP/IP connections?\n",
       "connection refused", "Connection refused"},
      {"connection to server at \"a\" (10.0.0.1), port 1 failed: Connection refused\n\tIs it?\nconnection to server "
       "at \"b\" (10.0.0.2), port 2 failed: FATAL:  57P03: the database system is starting up\n",
       "57P03 cannot_connect_now", "the database system is starting up"},
      {"connection to server at \"a\" (10.0.0.1), port 1 failed: FATAL:  28000: no entry\nconnection to server at "
       "\"a\" (10.0.0.1), port 1 failed: server closed the connection unexpectedly\n\tThis probably means\n",
       "connection lost", "server closed the connection unexpectedly"},
      {"connection to server at \"a\" (::1), port 5432 failed: FEHLER:  53300: zu viele Verbindungen\nDETAIL:  x\n",
       "53300 too_many_connections", "zu viele Verbindungen; DETAIL:  x"},
      {"connection to server at \"a\" (::1), port 5432 failed: server does not support SSL, but SSL was required\n",
       "tls error", "server does not support SSL, but SSL was required"},
      {"connection to server at \"a\" (::1), port 5432 failed: fe_sendauth: no password supplied\n", "no password",
       "fe_sendauth: no password supplied"},
      {"connection to server at \"a\" (::1), port 5432 failed: session is read-only\n", "target_session_attrs",
       "session is read-only"},
      {"ERROR:  column \"x\" does not exist\nLINE 1: select x\n               ^\n", "login failed",
       "column \"x\" does not exist"},
      {"ERROR:  42703: column \"x\" does not exist\nLINE 1: select x\n               ^\nLOCATION:  f, p.c:3\n",
       "42703 undefined_column", "column \"x\" does not exist"},
      {"", "login failed", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(kind_of_login(c.message), c.kind) << c.message;
    EXPECT_EQ(one_line(c.message), c.line) << c.message;
  }
  EXPECT_EQ(one_line("bell \a"), "bell \\x07");
}

}  // namespace
