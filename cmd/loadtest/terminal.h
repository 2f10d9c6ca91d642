#pragma once

#include <cstddef>

namespace loadtest {

/// Whether colors are welcome on this descriptor: a terminal that is not dumb, and no NO_COLOR in the environment.
bool color_welcome(int fd);

/// Whether the locale (LC_ALL, else LC_CTYPE, else LANG) is one of UTF-8.
bool unicode_locale();

/// The terminal's width now, 80 where it does not tell.
std::size_t terminal_columns(int fd);

}  // namespace loadtest
