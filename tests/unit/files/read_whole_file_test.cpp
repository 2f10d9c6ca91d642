#include "files/read_whole_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace loadtest {
namespace {

TEST(ReadWholeFile, ReadsAllOfItOrSaysWhyNot) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("whole." + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const std::string path = folder / "file", bytes = std::string("a\0\r\n", 4) + std::string(200'000, 'x');
  std::ofstream(path, std::ios::binary) << bytes;
  EXPECT_EQ(read_whole_file(path, 1 << 20).value(), bytes);
  EXPECT_EQ(read_whole_file(path, bytes.size()).value(), bytes);
  EXPECT_EQ(read_whole_file(path, bytes.size() - 1).error().message, "is larger than 0 MiB");
  EXPECT_EQ(read_whole_file("/dev/zero", 1 << 20).error().message, "is larger than 1 MiB");
  EXPECT_EQ(read_whole_file(folder, 1).error().message, "cannot be read: it is a folder");
  EXPECT_EQ(read_whole_file(folder / "none", 1).error().message, "cannot be read: No such file or directory");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace loadtest
