#pragma once

#include "report/live_line.h"

namespace loadtest {

/// Whether colors are welcome on this descriptor: not with NO_COLOR in the environment, else with CLICOLOR_FORCE or
/// FORCE_COLOR there, else where it is a terminal that is not dumb.
bool color_welcome(int fd);

/// Whether it is a terminal that knows how to move its cursor.
bool redrawable(int fd);

/// Whether the locale (LC_ALL, else LC_CTYPE, else LANG) is one of UTF-8.
bool unicode_locale();

/// The terminal's size now, 80 by 24 where it does not tell.
ScreenSize terminal_size(int fd);

/// How wide text for people shall be: as the terminal, if that is neither tiny nor huge; `usual` where there is none.
std::size_t text_columns(int fd, std::size_t usual);

}  // namespace loadtest
