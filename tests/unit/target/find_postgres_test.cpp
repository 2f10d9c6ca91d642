#include "target/find_postgres.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>

namespace loadtest::target {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FindPostgres : public ::testing::Test {
 protected:
  FindPostgres() {
    std::string name = "/tmp/find-postgres-XXXXXX";
    root_ = ::mkdtemp(name.data());
  }
  ~FindPostgres() override { fs::remove_all(root_); }

  fs::path install(const fs::path& bin, std::initializer_list<const char*> programs = {"initdb", "postgres"}) {
    fs::create_directories(root_ / bin);
    for (const char* program : programs) {
      std::ofstream(root_ / bin / program) << "#!/bin/sh\n";
      fs::permissions(root_ / bin / program, fs::perms::owner_all);
    }
    return root_ / bin;
  }

  fs::path root_;
};

TEST_F(FindPostgres, ThePathComesFirst) {
  const fs::path own = install("own");
  install("debian/17/bin");
  EXPECT_EQ(find_postgres("relative:" + (root_ / "away").string() + ":" + own.string(), root_ / "debian"), own);
}

TEST_F(FindPostgres, ALinkOnThePathLeadsToItsFolder) {
  const fs::path real = install("debian/15/bin");
  fs::create_directories(root_ / "links");
  fs::create_symlink(real / "initdb", root_ / "links/initdb");
  EXPECT_EQ(find_postgres((root_ / "links").string(), root_ / "nothing"), real);
}

TEST_F(FindPostgres, OfDebiansFoldersTheNewestVersionIsTaken) {
  install("debian/9.6/bin");
  install("debian/15/bin");
  const fs::path newest = install("debian/17/bin");
  install("debian/18/bin", {"postgres"});  // the client's package alone, or half a server
  EXPECT_EQ(find_postgres("", root_ / "debian"), newest);
}

TEST_F(FindPostgres, WithoutOneItTellsWhatItLookedForAndWhere) {
  const fs::path half = install("half", {"initdb"});
  const auto found = find_postgres(half.string(), root_ / "debian");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::target);
  for (const char* told : {"initdb", "postgres", "PATH", "/debian/*/bin", "install postgresql"}) {
    EXPECT_THAT(found.error().line(), HasSubstr(told));
  }
}

TEST_F(FindPostgres, StatementStatisticsAreLookedForBesideThePrograms) {
  const fs::path bin = install("debian/15/bin");
  EXPECT_FALSE(has_pg_stat_statements(bin));
  install("debian/15/lib", {"pg_stat_statements.so"});
  EXPECT_TRUE(has_pg_stat_statements(bin));
}

}  // namespace
}  // namespace loadtest::target
