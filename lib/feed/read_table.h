#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "feed/table.h"

namespace loadtest {

/// Comma-separated values as RFC 4180 has them: quotes, line ends within quotes, CRLF or LF, a byte order mark. The
/// first line gives the columns' names; empty lines are passed over. Errors (config) begin with `name` and the line.
Result<FeedTable> read_csv(std::string_view text, std::string_view name);

/// An object a line, all with the same keys, of strings, numbers, true, false and null (which is the empty text).
/// Numbers stay as they are written. Errors as above.
Result<FeedTable> read_jsonl(std::string_view text, std::string_view name);

/// A file of either kind, by its ending: .csv, .jsonl or .ndjson. At least one row.
Result<FeedTable> read_table(const std::string& path);

}  // namespace loadtest
