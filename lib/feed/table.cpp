#include "feed/table.h"

#include <algorithm>

namespace loadtest {

std::optional<std::size_t> FeedTable::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

bool FeedTable::add(std::string_view value) {
  if (value.size() >= bytes_max - text_.size()) return false;
  text_.append(value).push_back('\0');
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  return true;
}

}  // namespace loadtest
