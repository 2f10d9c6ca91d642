#include "core/segment.h"

#include "core/text.h"
#include "core/units.h"

namespace loadtest {

namespace {

// With as many threads each as there can be, the parts of all still count within 32 bits.
constexpr std::uint64_t segments_max = 100'000;

}  // namespace

Result<ShardSlot> parse_segment(std::string_view text) {
  const auto bad = [&](const std::string& why, std::string hint) {
    return fail(ErrorKind::usage, "\"" + escape_foreign(text, 40) + "\" " + why, std::move(hint));
  };
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos)
    return bad("is no share of a run", "K/N, K from 0: 0/3, 1/3 and 2/3 are the three of a run");
  const auto count = parse_count(text.substr(slash + 1), 1, segments_max);
  const auto index = parse_count(text.substr(0, slash), 0, segments_max);
  if (!count || !index)
    return bad("is no share of a run", "K/N, whole numbers, N from 1 to " + std::to_string(segments_max));
  if (*index >= *count) {
    const std::string last = std::to_string(*count - 1) + "/" + std::to_string(*count);
    return bad("is beyond the last share", "K counts from 0, so the last of " + std::to_string(*count) + " is " + last);
  }
  return ShardSlot{static_cast<unsigned>(*index), static_cast<unsigned>(*count)};
}

std::string segment_name(ShardSlot segment) {
  return std::to_string(segment.index) + "/" + std::to_string(segment.count);
}

}  // namespace loadtest
