#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "report/sink.h"
#include "unit/report/a_report.h"

namespace loadtest {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr ReportFormat formats[] = {{".json", "the result file", result_json}, {".text", "text", result_json}};

class FileSink : public ::testing::Test {
 protected:
  FileSink() : folder_(fs::temp_directory_path() / ("file_sink_test." + std::to_string(::getpid()))) {
    fs::create_directory(folder_);
  }
  ~FileSink() override { fs::remove_all(folder_); }
  std::string in_folder(const std::string& name) const { return (folder_ / name).string(); }
  std::size_t files() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {})); }
  static std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  fs::path folder_;
};

TEST_F(FileSink, WritesTheResultAndNothingBeside) {
  const auto sink = make_file_sink(in_folder("run.json"), formats);
  ASSERT_TRUE(sink) << sink.error().line();
  EXPECT_EQ(files(), 0u) << "the trial before the run leaves nothing";
  ASSERT_TRUE((*sink)->write(testing::a_report()));
  EXPECT_EQ(read(in_folder("run.json")), result_json(testing::a_report()));
  EXPECT_EQ(files(), 1u);
}

TEST_F(FileSink, KeepsAnEarlierResultUntilTheNewOneIsComplete) {
  std::ofstream(in_folder("run.json")) << "earlier";
  const auto sink = make_file_sink(in_folder("run.json"), formats);
  ASSERT_TRUE(sink);
  EXPECT_EQ(read(in_folder("run.json")), "earlier");
  ASSERT_TRUE((*sink)->write(testing::a_report()));
  EXPECT_THAT(read(in_folder("run.json")), StartsWith("{"));
}

TEST_F(FileSink, WritesThroughALink) {
  fs::create_directory(folder_ / "store");
  fs::create_symlink(folder_ / "store" / "real.json", folder_ / "link.json");
  const auto sink = make_file_sink(in_folder("link.json"), formats);
  ASSERT_TRUE(sink) << sink.error().line();
  ASSERT_TRUE((*sink)->write(testing::a_report()));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link.json"));
  EXPECT_TRUE(fs::is_regular_file(folder_ / "store" / "real.json"));
}

TEST_F(FileSink, RefusesBeforeTheRunWhatCannotBeWritten) {
  fs::create_directory(folder_ / "folder.json");
  ASSERT_EQ(::mkfifo(in_folder("pipe.json").c_str(), 0600), 0);
  std::ofstream(in_folder("file")) << "";
  const struct {
    const char* name;
    const char* says;
  } cases[] = {
      {"run.txt", "unknown ending .txt (supported: .json .text)"},
      {"run", "has no ending that tells the format"},
      {"missing/run.json", "there is no folder"},
      {"file/run.json", "folder"},
      {"folder.json", "is a folder"},
      {"pipe.json", "is not a regular file"},
  };
  for (const auto& c : cases) {
    const auto sink = make_file_sink(in_folder(c.name), formats);
    ASSERT_FALSE(sink) << c.name;
    EXPECT_EQ(sink.error().kind, ErrorKind::usage) << c.name;
    EXPECT_THAT(sink.error().line(), HasSubstr(c.says)) << c.name;
    EXPECT_THAT(sink.error().line(), HasSubstr("--out " + in_folder(c.name)));
  }
}

TEST_F(FileSink, TellsWhereItCouldNotWriteAtTheEnd) {
  fs::create_directory(folder_ / "gone");
  const auto sink = make_file_sink(in_folder("gone/run.json"), formats);
  ASSERT_TRUE(sink);
  fs::remove(folder_ / "gone");
  const Status written = (*sink)->write(testing::a_report());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::target) << "exit code 3";
  EXPECT_THAT(written.error().message, HasSubstr(in_folder("gone/run.json") + ": No such file or directory"));
}

}  // namespace
}  // namespace loadtest
