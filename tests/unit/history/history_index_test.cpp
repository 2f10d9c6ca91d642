#include "history/history_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

class HistoryIndexTest : public ::testing::Test {
 protected:
  HistoryIndexTest() {
    std::string name = (std::filesystem::temp_directory_path() / "history-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ / "index.sqlite";
  }
  ~HistoryIndexTest() override { std::filesystem::remove_all(folder_); }

  static HistoryEntry an_entry(const std::string& file) {
    HistoryEntry entry;
    entry.file = file;
    entry.size = 123;
    entry.changed_ns = 1'767'323'045'678'901'234;
    entry.id = "id";
    entry.name = "nightly '\"; DROP TABLE runs; --";
    entry.version = "0.1.0";
    entry.labels = {{"branch", "main"}, {"k", ""}};
    entry.started_at = Instant(1'767'323'045'678ms);
    entry.load = "ws: users 20";
    entry.verdict = VerdictStatus::fail;
    entry.doubt = "it was stopped";
    entry.values = {{"ws.chat p95", "ms", 27.9}, {"ws.users >= 100", "count", std::nullopt, CriterionStatus::no_data}};
    return entry;
  }

  std::filesystem::path folder_, path_;
};

TEST_F(HistoryIndexTest, GivesBackWhatWasKept) {
  {
    HistoryIndex index(path_.string());
    ASSERT_EQ(index.trouble(), "");
    index.keep(an_entry("a.json"));
    index.commit();
  }
  HistoryIndex index(path_.string());
  const HistoryEntry kept = an_entry("a.json");
  const auto found = index.find("a.json", kept.size, kept.changed_ns);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, kept.name);
  EXPECT_EQ(found->labels, kept.labels);
  EXPECT_EQ(found->started_at, kept.started_at);
  EXPECT_EQ(found->verdict, kept.verdict);
  EXPECT_EQ(found->doubt, kept.doubt);
  ASSERT_EQ(found->values.size(), 2u);
  EXPECT_EQ(found->values[0].value, 27.9);
  EXPECT_FALSE(found->values[0].status);
  EXPECT_FALSE(found->values[1].value);
  EXPECT_EQ(found->values[1].status, CriterionStatus::no_data);
}

TEST_F(HistoryIndexTest, AFileThatChangedIsReadAnew) {
  HistoryIndex index(path_.string());
  const HistoryEntry kept = an_entry("a.json");
  index.keep(kept);
  EXPECT_TRUE(index.find("a.json", kept.size, kept.changed_ns));
  EXPECT_FALSE(index.find("a.json", kept.size + 1, kept.changed_ns));
  EXPECT_FALSE(index.find("a.json", kept.size, kept.changed_ns + 1));
  index.keep_only({"b.json"});
  EXPECT_FALSE(index.find("a.json", kept.size, kept.changed_ns)) << "it is no longer in the folder";
}

TEST_F(HistoryIndexTest, ADamagedOneIsMadeAnew) {
  std::ofstream(path_) << "this is no database, but it is long enough to be taken for one: " << std::string(4096, 'x');
  HistoryIndex index(path_.string());
  EXPECT_EQ(index.trouble(), "");
  index.keep(an_entry("a.json"));
  EXPECT_TRUE(index.find("a.json", 123, an_entry("").changed_ns));
}

TEST_F(HistoryIndexTest, WhereThereCanBeNoneNothingIsKept) {
  HistoryIndex index((folder_ / "no/such/folder/index.sqlite").string());
  EXPECT_NE(index.trouble(), "");
  index.keep(an_entry("a.json"));
  EXPECT_FALSE(index.find("a.json", 123, an_entry("").changed_ns));
  index.commit();
}

}  // namespace
}  // namespace loadtest
