#pragma once

#include <cstddef>

namespace loadtest {

/// Whether colors are welcome on this descriptor: not with NO_COLOR in the environment, else with CLICOLOR_FORCE or
/// FORCE_COLOR there, else where it is a terminal that is not dumb.
bool color_welcome(int fd);

/// Whether it is a terminal that knows how to move its cursor.
bool redrawable(int fd);

/// Whether the locale (LC_ALL, else LC_CTYPE, else LANG) is one of UTF-8.
bool unicode_locale();

/// The terminal's width now, 80 where it does not tell.
std::size_t terminal_columns(int fd);

}  // namespace loadtest
