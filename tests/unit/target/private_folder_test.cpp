#include "target/private_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

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

  // A folder as a process that was killed leaves it.
  fs::path left_behind(const char* name) const {
    fs::create_directories(root_ / name / "cluster");
    std::ofstream(root_ / name / PrivateFolder::marker);
    std::ofstream(root_ / name / "cluster/file") << "x";
    return root_ / name;
  }
  std::vector<fs::path> all() const { return {fs::directory_iterator(root_), {}}; }

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
  const fs::path abandoned = left_behind("loadtest-db-abcdef");
  const auto first = PrivateFolder::make(root_.string());
  ASSERT_TRUE(first);
  EXPECT_FALSE(fs::exists(abandoned));
  std::ofstream(first->path() / "file") << "x";
  const auto second = PrivateFolder::make(root_.string());
  ASSERT_TRUE(second);
  EXPECT_TRUE(fs::exists(first->path() / "file"));
}

TEST_F(PrivateFolders, WhatSomebodyElseMadeStays) {
  const fs::path result = left_behind("loadtest-db-result");
  fs::remove(result / PrivateFolder::marker);
  const fs::path linked = left_behind("loadtest-db-linked");
  fs::remove(linked / PrivateFolder::marker);
  fs::create_symlink(result / "cluster/file", linked / PrivateFolder::marker);
  const fs::path elsewhere = left_behind("elsewhere");
  fs::create_directory_symlink(elsewhere, root_ / "loadtest-db-a1B2c3");
  const std::vector<fs::path> kept{
      result,                              // has our shape by chance, and is not marked
      linked,                              // nor is it by a link
      elsewhere,                           // a link leads there
      left_behind("loadtest-db-results"),  // longer and shorter than our names, and with a sign that they never have
      left_behind("loadtest-db-abcde"),    //
      left_behind("loadtest-db-abc.ef"),   //
      left_behind("other-db-abcdef"),
  };
  ASSERT_TRUE(PrivateFolder::make(root_.string()));
  for (const fs::path& path : kept) EXPECT_TRUE(fs::exists(path / "cluster/file")) << path;
  EXPECT_TRUE(fs::is_symlink(root_ / "loadtest-db-a1B2c3"));
}

TEST_F(PrivateFolders, WhatIsLeftOfALinkIsRemovedButNotWhereItLeads) {
  const fs::path elsewhere = left_behind("elsewhere"), abandoned = left_behind("loadtest-db-abcdef");
  fs::create_directory_symlink(elsewhere, abandoned / "link");
  ASSERT_TRUE(PrivateFolder::make(root_.string()));
  EXPECT_FALSE(fs::exists(abandoned));
  EXPECT_TRUE(fs::exists(elsewhere / "cluster/file"));
}

TEST_F(PrivateFolders, ItIsHeldAsLongAsAnyProcessHasItsLock) {
  const fs::path path = left_behind("loadtest-db-abcdef");
  const int inherited = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(inherited, LOCK_EX | LOCK_NB), 0);
  EXPECT_TRUE(PrivateFolder::make(root_.string()));
  EXPECT_TRUE(fs::exists(path));
  ::close(inherited);
  EXPECT_TRUE(PrivateFolder::make(root_.string()));
  EXPECT_FALSE(fs::exists(path));
}

// Each maker looks whether the folders of the others are abandoned, and holds their locks for that moment; somebody
// slow does nothing else.
TEST_F(PrivateFolders, ManyCanBeMadeAndRemovedAtTheSameTime) {
  constexpr int makers = 8, rounds = 50;
  std::atomic<int> made = 0, kept = 0;
  std::jthread slow([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      for (const fs::path& path : all()) {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (fd >= 0) ::close(fd);
      }
    }
  });
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < makers; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          const auto folder = PrivateFolder::make(root_.string());
          if (!folder || folder->path().parent_path() != root_) continue;
          ++made;
          std::ofstream(folder->path() / "file") << "x";
          std::this_thread::yield();
          if (fs::exists(folder->path() / "file")) ++kept;
        }
      });
    }
  }
  EXPECT_EQ(made, makers * rounds);
  EXPECT_EQ(kept, makers * rounds);
  EXPECT_TRUE(all().empty());
}

// Somebody may take a new folder away before it is locked.
TEST_F(PrivateFolders, OneThatIsGoneBeforeItIsLockedIsMadeAgain) {
  std::jthread thief([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      for (const fs::path& path : all()) ::rmdir(path.c_str());  // only while it is empty
    }
  });
  for (int round = 0; round < 300; ++round) {
    const auto folder = PrivateFolder::make(root_.string());
    ASSERT_TRUE(folder) << folder.error().line();
    ASSERT_EQ(folder->path().parent_path(), root_);
    ASSERT_TRUE(fs::exists(folder->path()));
  }
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
