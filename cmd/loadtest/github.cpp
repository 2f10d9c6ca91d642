#include "loadtest/github.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "loadtest/log_line.h"
#include "loadtest/problems.h"

namespace loadtest {
namespace {

// Beyond it GitHub shows nothing of a step's summary.
constexpr std::size_t summary_bytes_max = 1024 * 1024;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : value;
}

// What went wrong, or nothing.
std::string append(const std::string& path, std::string_view text) {
  // A pipe that nobody reads must not hold a run up.
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
  if (fd < 0) return std::strerror(errno);
  std::string wrong;
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
    wrong = "it is no file";
  else if (static_cast<std::size_t>(status.st_size) + text.size() > summary_bytes_max)
    wrong = "it is full";
  while (wrong.empty() && !text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) wrong = std::strerror(errno);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::close(fd);
  return wrong;
}

}  // namespace

bool on_github(const OutputOptions& output) { return output.github && variable("GITHUB_ACTIONS") == "true"; }

void tell_github(std::string_view who, const std::string& markdown, const std::vector<Annotation>& annotations) {
  // Where every line is promised to be JSON, annotations would be none.
  if (told_as() == LogFormat::text) put_error(workflow_commands(annotations));
  const std::string path(variable("GITHUB_STEP_SUMMARY"));
  if (path.empty()) return;
  const std::string wrong = append(path, "\n" + markdown);
  if (!wrong.empty()) tell_line(who, fmt::format("no step summary on GitHub, {}: {}", path, wrong));
}

}  // namespace loadtest
