#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"

// What the readers of feeder files share.

namespace loadtest::feed {

/// A place in a file, for its errors.
struct Place {
  std::string_view name;
  std::size_t line = 1;

  tl::unexpected<Error> wrong(std::string_view what, std::string hint = {}) const {
    return fail(ErrorKind::config, fmt::format("{}:{}: {}", escape_foreign(name), line, what), std::move(hint));
  }
};

/// A value as errors quote it.
inline std::string quoted(std::string_view value) { return fmt::format("\"{}\"", escape_foreign(value, 40)); }

/// Whether these can be the names of columns: none empty, none twice, none a number (then the header is missing).
Status check_columns(const std::vector<std::string>& columns, const Place&);

/// What no text file has: another encoding's mark, or zero bytes. Without the byte order mark of UTF-8.
Result<std::string_view> plain_text(std::string_view text, std::string_view name);

}  // namespace loadtest::feed
