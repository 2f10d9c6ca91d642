#include "compare/regression_limit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "core/share.h"
#include "core/text.h"

namespace loadtest {
namespace {

constexpr std::string_view example_limit = "for example p95=10% or ws.chat.p99=15%";

template <class... Args>
tl::unexpected<Error> no_limit(std::string_view text, fmt::format_string<Args...> format, Args&&... args) {
  const std::string what = fmt::format(format, std::forward<Args>(args)...);
  return fail(ErrorKind::usage, fmt::format("\"{}\" {}", escape_foreign(text, 80), what), std::string(example_limit));
}

std::optional<ComparedMeasure> measure_named(std::string_view word) {
  const auto found = std::ranges::find(compared_words, word);
  if (found == compared_words.end()) return std::nullopt;
  return static_cast<ComparedMeasure>(found - compared_words.begin());
}

// As thresholds write it: "response.p95", "service.p95".
std::vector<std::string> split_subject(std::string_view subject) {
  std::vector<std::string> parts(1);
  for (const char c : subject) c == '.' ? parts.emplace_back() : parts.back().append(1, c);
  if (parts.size() < 2) return parts;
  std::string& before = parts[parts.size() - 2];
  if (before == "service") before = "service_" + parts.back();
  if (before == "response") before = parts.back();
  if (before == parts.back() || before == "service_" + parts.back()) parts.pop_back();
  return parts;
}

}  // namespace

Result<RegressionLimit> RegressionLimit::parse(std::string_view text) {
  const std::size_t equals = text.rfind('=');
  if (equals == std::string_view::npos) return no_limit(text, "has no =SHARE");
  const auto share = parse_share(text.substr(equals + 1));
  if (!share) return no_limit(text, "has no share behind its = (a share goes from 0 to 100%)");
  const std::vector<std::string> parts = split_subject(text.substr(0, equals));
  if (parts.size() > 3 || std::ranges::count(parts, "") > 0)
    return no_limit(text, "is not [[TRACK.]OPERATION.]MEASURE=SHARE");
  const auto measure = measure_named(parts.back());
  if (!measure) return no_limit(text, "has no measure that is compared, there are {}", fmt::join(compared_words, ", "));
  RegressionLimit limit;
  limit.measure = *measure;
  limit.share = *share;
  limit.text = std::string(text);
  if (parts.size() > 1) limit.operation = parts[parts.size() - 2];
  if (parts.size() > 2) limit.track = parts.front();
  return limit;
}

bool RegressionLimit::is_for(std::string_view track_name, std::string_view operation_name, bool main,
                             ComparedMeasure one) const {
  // Whoever guards p95 guards it in both views: of the whole run, and of its calm seconds.
  const bool same = one == measure || (measure == ComparedMeasure::p95 && one == ComparedMeasure::calm_p95);
  if (!same || (!track.empty() && track != "*" && track != track_name)) return false;
  if (operation.empty()) return main;
  const bool names_track = track.empty() && operation == track_name;
  return operation == "*" || operation == operation_name || (names_track && main);
}

double usual_limit(ComparedMeasure measure) {
  if (measure == ComparedMeasure::success) return 0.005;
  return measure == ComparedMeasure::p99 ? 0.10 : 0.05;
}

bool guarded_by_default(ComparedMeasure measure) {
  return measure == ComparedMeasure::p95 || measure == ComparedMeasure::calm_p95 || measure == ComparedMeasure::success;
}

double large_change(ComparedMeasure measure, double limit) {
  if (measure == ComparedMeasure::success) return std::max(limit, 0.05);
  return std::max(limit, measure == ComparedMeasure::rate ? 0.25 : 0.5);
}

}  // namespace loadtest
