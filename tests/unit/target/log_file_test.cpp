#include "target/log_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace loadtest::target {
namespace {

namespace fs = std::filesystem;

class LogFiles : public ::testing::Test {
 protected:
  LogFiles() {
    std::string name = "/tmp/log-file-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~LogFiles() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(LogFiles, TheComplaintIsTheLastErrorOrElseTheLastLine) {
  const struct {
    const char* text;
    const char* complaint;
  } cases[] = {
      {"", ""},
      {"one\ntwo\n\n", "two"},
      {"x: error: first\nFATAL:  second\nHINT:  third\n", "FATAL:  second"},
  };
  for (const auto& [text, complaint] : cases) {
    std::ofstream(folder_ / "log") << text;
    const auto log = LogFile::open(folder_ / "log");
    ASSERT_TRUE(log);
    EXPECT_EQ(log->complaint(), complaint);
  }
}

TEST_F(LogFiles, OneThatCannotBeWrittenIsToldByName) {
  const auto log = LogFile::open(folder_ / "none/log");
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().kind, ErrorKind::target);
  EXPECT_NE(log.error().line().find((folder_ / "none/log").string()), std::string::npos);
}

}  // namespace
}  // namespace loadtest::target
