#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "feed/read_table.h"

// Every cell of whatever was read must lie within the table.
namespace {

void walk(const loadtest::Result<loadtest::FeedTable>& table) {
  if (!table) {
    if (table.error().message.empty()) std::abort();
    return;
  }
  std::size_t bytes = 0;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    for (std::size_t column = 0; column < table->columns().size(); ++column) bytes += table->cell(row, column).size();
  }
  if (table->rows() == 0 || bytes > loadtest::FeedTable::bytes_max) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  walk(loadtest::read_csv(text, "fuzz.csv"));
  walk(loadtest::read_jsonl(text, "fuzz.jsonl"));
  return 0;
}
