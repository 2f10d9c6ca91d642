#include "loadtest/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

#include "report/layout.h"

namespace loadtest {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

bool color_welcome(int fd) {
  if (!environment("NO_COLOR").empty()) return false;
  for (const char* name : {"CLICOLOR_FORCE", "FORCE_COLOR"}) {
    if (const std::string forced = environment(name); !forced.empty() && forced != "0") return true;
  }
  return redrawable(fd);
}

bool redrawable(int fd) { return isatty(fd) && environment("TERM") != "dumb"; }

bool unicode_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale = environment(name);
    if (locale.empty()) continue;
    std::transform(locale.begin(), locale.end(), locale.begin(), [](unsigned char c) { return std::toupper(c); });
    return locale.find("UTF-8") != std::string::npos || locale.find("UTF8") != std::string::npos;
  }
  return false;
}

ScreenSize terminal_size(int fd) {
  winsize size{};
  const bool told = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
  return told ? ScreenSize{size.ws_col, size.ws_row} : ScreenSize{};
}

std::size_t text_columns(int fd, std::size_t usual) {
  constexpr std::size_t least = 40;
  return isatty(fd) ? std::clamp(terminal_size(fd).columns, least, usual_columns) : usual;
}

}  // namespace loadtest
