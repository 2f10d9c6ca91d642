#include "target/private_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>

namespace loadtest::target {
namespace {

namespace fs = std::filesystem;
using ::testing::StartsWith;

class PrivateFolders : public ::testing::Test {
 protected:
  PrivateFolders() {
    std::string name = "/tmp/private-folder-XXXXXX";
    root_ = ::mkdtemp(name.data());
  }
  ~PrivateFolders() override { fs::remove_all(root_); }

  fs::path root_;
};

TEST_F(PrivateFolders, NobodyElseMayEnterAndNothingStays) {
  fs::path path;
  {
    const auto folder = PrivateFolder::make(root_.string() + "/");
    ASSERT_TRUE(folder) << folder.error().line();
    path = folder->path();
    EXPECT_EQ(path.parent_path(), root_);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    fs::create_directories(path / "a/b");
    std::ofstream(path / "a/b/file") << "x";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(PrivateFolders, WhatIsHeldStaysAndWhatIsNotIsRemovedByTheNext) {
  const fs::path abandoned = root_ / "loadtest-db-abcdef", strangers = root_ / "other-abcdef";
  for (const fs::path& path : {abandoned, strangers}) {
    fs::create_directory(path);
    std::ofstream(path / "file") << "x";
  }
  const auto first = PrivateFolder::make(root_.string());
  ASSERT_TRUE(first);
  EXPECT_FALSE(fs::exists(abandoned));
  EXPECT_TRUE(fs::exists(strangers));
  std::ofstream(first->path() / "file") << "x";
  const auto second = PrivateFolder::make(root_.string());
  ASSERT_TRUE(second);
  EXPECT_TRUE(fs::exists(first->path() / "file"));
}

TEST_F(PrivateFolders, ItIsHeldAsLongAsAnyProcessHasItsLock) {
  const fs::path path = root_ / "loadtest-db-abcdef";  // of a process that was killed
  fs::create_directory(path);
  std::ofstream(path / "file") << "x";
  const int inherited = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(inherited, LOCK_EX | LOCK_NB), 0);
  EXPECT_TRUE(PrivateFolder::make(root_.string()));
  EXPECT_TRUE(fs::exists(path));
  ::close(inherited);
  EXPECT_TRUE(PrivateFolder::make(root_.string()));
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(PrivateFolders, WhereTheNameDoesNotDoItIsMadeInTmp) {
  const std::string long_name = root_.string() + "/" + std::string(90, 'x');
  fs::create_directory(long_name);
  fs::create_directory(root_ / "a,b");
  // Too long for a socket; two hosts in a connection string; relative; not there; not told.
  for (const std::string& temporary :
       {long_name, (root_ / "a,b").string(), std::string("tmp"), (root_ / "none").string(), std::string()}) {
    const auto folder = PrivateFolder::make(temporary);
    ASSERT_TRUE(folder) << temporary;
    EXPECT_THAT(folder->path().string(), StartsWith("/tmp/loadtest-db-"));
  }
}

}  // namespace
}  // namespace loadtest::target
