#include "feed/read_table.h"

#include "feed/reading.h"
#include "files/read_whole_file.h"

namespace loadtest {

Result<FeedTable> read_table(const std::string& path) {
  const bool jsonl = path.ends_with(".jsonl") || path.ends_with(".ndjson");
  if (!jsonl && !path.ends_with(".csv")) {
    return fail(ErrorKind::config, escape_foreign(path) + ": the ending says neither CSV nor JSON Lines",
                "call it .csv or .jsonl");
  }
  const auto text = read_whole_file(path, FeedTable::bytes_max);
  if (!text) return fail(ErrorKind::config, escape_foreign(path) + ": " + text.error().message, text.error().hint);
  return jsonl ? read_jsonl(*text, path) : read_csv(*text, path);
}

}  // namespace loadtest
