#include "load/reconnect.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/random.h"
#include "core/units.h"

namespace loadtest {

Nanos ReconnectPolicy::wait(unsigned attempt, std::uint64_t bits) const {
  if (kind == Kind::storm) return attempt == 0 ? Nanos(0) : first;
  Nanos most = std::min(first, longest);
  for (unsigned i = 0; i < attempt && most < longest; ++i) most = std::min(most * 2, longest);
  return most / 2 + from_seconds(unit_interval(bits) * to_seconds(most / 2));
}

Result<ReconnectPolicy> ReconnectPolicy::parse(std::string_view text) {
  const auto bad = [&](const std::string& what) {
    return fail(ErrorKind::usage, fmt::format("\"{}\" is not a way to reconnect{}", text, what),
                "try none, backoff, backoff(1s,30s) or storm");
  };
  ReconnectPolicy policy;
  if (text == "none") return policy;
  policy.kind = Kind::storm;
  if (text == "storm") return policy;
  policy.kind = Kind::backoff;
  if (text == "backoff") return policy;
  constexpr std::string_view opening = "backoff(";
  const std::size_t comma = text.find(',');
  if (!text.starts_with(opening) || !text.ends_with(')') || comma == std::string_view::npos) return bad("");
  const auto first = parse_duration(text.substr(opening.size(), comma - opening.size()));
  const auto longest = parse_duration(text.substr(comma + 1, text.size() - comma - 2));
  if (!first) return bad(": " + first.error().message);
  if (!longest) return bad(": " + longest.error().message);
  if (*first < std::chrono::milliseconds(1)) return bad(": it would try again and again without a pause");
  if (*longest < *first) return bad(": the longest wait is shorter than the first");
  policy.first = *first;
  policy.longest = *longest;
  return policy;
}

std::string ReconnectPolicy::text() const {
  if (kind == Kind::none) return "none";
  if (kind == Kind::storm) return "storm";
  return fmt::format("backoff({},{})", format_duration(first), format_duration(longest));
}

}  // namespace loadtest
