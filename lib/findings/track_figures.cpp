#include "findings/track_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace loadtest {

const OperationStats* totals_of(const TrackResult& track, std::string_view operation) {
  const std::size_t index = track.operation(operation);
  return index < track.total.size() && index < track.operations.size() ? &track.total[index] : nullptr;
}

OperationStats started_totals(const TrackResult& track) {
  OperationStats all;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
    if (track.operations[i].weight > 0 && !track.operations[i].sum) all.merge(track.total[i]);
  }
  return all;
}

const Observed* notes_of(const Report& report, const TrackResult& track) {
  return find_observed(report.observations, track.name);
}

std::uint64_t count_kinds(const KindCounts& kinds, KindTest holds) {
  std::uint64_t sum = 0;
  for (const auto& [kind, count] : kinds) sum += holds(kind) ? count : 0;
  return sum;
}

std::string name_kinds(const KindCounts& kinds, KindTest holds) {
  constexpr std::size_t named_max = 3;
  std::vector<std::pair<std::uint64_t, std::string>> named;
  for (const auto& [kind, count] : kinds)
    if (holds(kind)) named.emplace_back(count, kind);
  std::stable_sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min(named.size(), named_max); ++i) {
    const bool last = i + 1 == std::min(named.size(), named_max);
    text += (i == 0 ? "" : last ? " and " : ", ") + named[i].second;
  }
  return text;
}

std::optional<Nanos> first_failure(const TrackResult& track, std::string_view operation, KindTest holds) {
  const std::size_t index = track.operation(operation);
  for (const Interval& interval : track.intervals) {
    if (index < interval.operations.size() && count_kinds(interval.operations[index].errors, holds) > 0)
      return interval.from;
  }
  return std::nullopt;
}

std::string words_of(const Observed* notes, KindTest holds) {
  const ObservedTable* const table = notes == nullptr ? nullptr : notes->find_table("failures");
  if (table == nullptr) return {};
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    if (holds(table->text(row, "kind"))) return table->text(row, "said");
  }
  return {};
}

std::string show_seconds(double s) {
  if (std::abs(s) < 0.095) return fmt::format("{:.2f} s", s);
  if (std::abs(s) < 120) return fmt::format("{:.1f} s", s);
  const auto whole = std::llround(s);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

}  // namespace loadtest
