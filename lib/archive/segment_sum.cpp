#include "archive/segment_sum.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "archive/compare_scenarios.h"
#include "core/segment.h"
#include "core/units.h"
#include "stats/add_segment.h"

namespace loadtest {

namespace {

// Segments that begin further apart than this were no one load for a noticeable time.
constexpr Nanos spread_max = std::chrono::milliseconds(100);
constexpr std::size_t differences_told = 3, names_told = 8;
constexpr std::string_view not_together = "the segments did not begin together: ";

tl::unexpected<Error> refuse(const std::string& file, std::string what, std::string hint) {
  return fail(ErrorKind::usage, file + ": " + what, std::move(hint));
}

/// The segments that a result is made of.
std::vector<SegmentOrigin> origins_of(const Report& report) {
  if (!report.segments.empty()) return report.segments;
  if (report.segment.whole()) return {};
  SegmentOrigin origin;
  origin.segment = report.segment;
  origin.run_id = report.id;
  origin.host = report.host_name;
  origin.started_at = report.result.started_at;
  origin.measured = report.result.measured;
  origin.stop_reason = report.result.stop_reason;
  origin.trustworthy = report.verdict.trust.trustworthy;
  origin.reasons = report.verdict.trust.reasons;
  origin.lag_p99_ms = to_millis(report.result.health.lag.percentile(0.99));
  origin.peak_rss_bytes = report.result.health.peak_rss_bytes;
  return {origin};
}

/// "segment 1/3", "segments 1/4 and 3/4".
std::string name_segments(const std::vector<unsigned>& indices, unsigned count) {
  std::vector<std::string> names;
  for (const unsigned index : indices) names.push_back(segment_name({index, count}));
  if (names.size() > names_told) {
    names[names_told] = fmt::format("{} more", names.size() - names_told);
    names.resize(names_told + 1);
  }
  if (names.size() == 1) return "segment " + names.front();
  const std::string last = std::move(names.back());
  names.pop_back();
  return fmt::format("segments {} and {}", fmt::join(names, ", "), last);
}

}  // namespace

Status SegmentSum::check(const std::string& file, const Report& report,
                         const std::vector<SegmentOrigin>& origins) const {
  if (origins.empty())
    return refuse(file, "is the result of a whole run, not of a segment", "segments are run with --segment K/N");
  for (const SegmentOrigin& origin : origins) {
    const unsigned count = sum_ ? count_ : origins.front().segment.count;
    if (origin.segment.count != count) {
      return refuse(
          file,
          fmt::format("is segment {} of a run, and {} is one of {}", segment_name(origin.segment), first_file_, count),
          "add up the segments of one run only");
    }
    for (const Part& part : parts_) {
      if (part.origin.segment != origin.segment) continue;
      return refuse(file, fmt::format("has segment {}, which {} has too", segment_name(origin.segment), part.file),
                    "give each segment once; is one of them an earlier sum?");
    }
  }
  if (!sum_) return {};
  std::vector<std::string> differences = scenario_differences(*sum_, report, may_differ_);
  if (differences.empty()) return {};
  const std::size_t more = differences.size() - std::min(differences.size(), differences_told);
  differences.resize(differences.size() - more);
  std::string what = fmt::format("is of another scenario than {}: {}", first_file_, fmt::join(differences, "; "));
  if (more > 0) what += fmt::format("; and {} more", more);
  return refuse(file, std::move(what), "all segments of a run have the same options but --segment");
}

Status SegmentSum::add(const std::string& file, Report report) {
  const std::vector<SegmentOrigin> origins = origins_of(report);
  if (auto fits = check(file, report, origins); !fits) return fits;
  if (!sum_) {
    first_file_ = file;
    count_ = origins.front().segment.count;
    sum_ = std::move(report);
    sum_->segment = {};
  } else {
    if (auto added = add_segment(sum_->result, report.result); !added)
      return refuse(file, fmt::format("does not fit {}: its {}", first_file_, added.error().message),
                    "all segments of a run have the same options but --segment");
    add_descriptions(report);
    add_seen(std::move(report.observations), origins.front().segment);
  }
  for (const SegmentOrigin& origin : origins) parts_.push_back({origin, file});
  std::sort(parts_.begin(), parts_.end(),
            [](const Part& a, const Part& b) { return a.origin.segment.index < b.origin.segment.index; });
  return {};
}

// Each generator's own, but of what all saw alike the first says enough.
void SegmentSum::add_seen(Observations observations, const ShardSlot& segment) {
  for (Observed& one : observations) {
    if (find_observed(sum_->observations, one.source) != nullptr) {
      if (one.source != "generator") continue;
      one.source = fmt::format("generator {}", segment_name(segment));
    }
    sum_->observations.push_back(std::move(one));
  }
}

void SegmentSum::warn(const std::string& warning) {
  auto& warnings = sum_->warnings;
  if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
}

void SegmentSum::add_descriptions(const Report& report) {
  std::erase_if(sum_->labels, [&](const auto& label) {
    const auto other = report.labels.find(label.first);
    return other == report.labels.end() || other->second != label.second;
  });
  if (sum_->tool_version != report.tool_version || sum_->tool_commit != report.tool_commit)
    warn("the segments were run by different versions of loadtest");
  for (const std::string& warning : report.warnings) warn(warning);
  sum_->threads += report.threads;
  if (sum_->host_name != report.host_name) {
    sum_->host_name = "several";
    sum_->host_cpus += report.host_cpus;
    sum_->host_memory_bytes += report.host_memory_bytes;
  }
  if (sum_->host_os != report.host_os) sum_->host_os = "several";
}

std::string SegmentSum::missing() const {
  std::vector<unsigned> indices;
  for (unsigned i = 0; i < count_; ++i) {
    if (std::none_of(parts_.begin(), parts_.end(), [&](const Part& part) { return part.origin.segment.index == i; }))
      indices.push_back(i);
  }
  if (indices.empty()) return {};
  return fmt::format("{} {} missing", name_segments(indices, count_), indices.size() == 1 ? "is" : "are");
}

std::vector<std::string> SegmentSum::doubts() const {
  std::vector<std::string> all;
  for (const auto& [origin, file] : parts_) {
    for (const std::string& reason : origin.reasons)
      all.push_back(fmt::format("segment {}: {}", segment_name(origin.segment), reason));
  }
  return all;
}

std::vector<std::string> SegmentSum::gaps() const {
  std::vector<std::string> all;
  if (const std::string words = missing(); !words.empty())
    all.push_back(fmt::format("{}: these are the figures of {} of {} shares", words, parts_.size(), count_));
  for (const auto& [origin, file] : parts_) {
    const bool interrupted = origin.stop_reason == StopReason::interrupted;
    if (!interrupted && origin.stop_reason != StopReason::terminated) continue;
    all.push_back(fmt::format("segment {} was stopped by {} after {:.1f} s", segment_name(origin.segment),
                              interrupted ? "SIGINT" : "SIGTERM", to_seconds(origin.measured)));
  }
  return all;
}

void SegmentSum::warn_of_spread() {
  std::erase_if(sum_->warnings, [](const std::string& warning) { return warning.starts_with(not_together); });
  const auto earlier = [](const Part& a, const Part& b) { return a.origin.started_at < b.origin.started_at; };
  const auto [first, last] = std::minmax_element(parts_.begin(), parts_.end(), earlier);
  const Nanos spread = last->origin.started_at - first->origin.started_at;
  if (spread <= spread_max) return;
  warn(fmt::format(
      "{}{} began {} after {}, so what is added up here was not at the same time (--start-at TIME begins all "
      "at one instant)",
      not_together, segment_name(last->origin.segment), show_millis(to_millis(spread)),
      segment_name(first->origin.segment)));
}

Report SegmentSum::take() {
  warn_of_spread();
  sum_->segments.clear();
  for (const Part& part : parts_) sum_->segments.push_back(part.origin);
  sum_->interference = find_interference(sum_->result);
  return std::move(*sum_);
}

}  // namespace loadtest
