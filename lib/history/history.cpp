#include "history/history.h"

#include <algorithm>
#include <cmath>

#include "compare/judge_change.h"
#include "compare/regression_limit.h"

namespace loadtest {
namespace {

// Less is no news: the same sizes as in a comparison.
bool is_news(const ChangePoint& change, std::string_view unit) {
  if (unit == "share") return std::abs(change.after - change.before) >= usual_limit(ComparedMeasure::success);
  if (change.before == 0) return change.after != 0;
  return std::abs(change.after / change.before - 1) >= usual_limit(ComparedMeasure::p95);
}

std::vector<HistoryTrend> subjects_of(const std::vector<HistoryEntry>& runs) {
  std::vector<HistoryTrend> trends;
  for (const HistoryEntry& run : runs) {
    for (const HistoryValue& value : run.values) {
      const auto same = [&](const HistoryTrend& one) { return one.subject == value.subject; };
      if (std::ranges::none_of(trends, same)) {
        HistoryTrend& made = trends.emplace_back();
        made.subject = value.subject;
        made.unit = value.unit;
      }
    }
  }
  return trends;
}

void fill(HistoryTrend& trend, const std::vector<HistoryEntry>& runs) {
  for (const HistoryEntry& run : runs) {
    const auto found = std::ranges::find(run.values, trend.subject, &HistoryValue::subject);
    trend.values.push_back(found == run.values.end() ? std::nullopt : found->value);
    trend.statuses.push_back(found == run.values.end() ? std::nullopt : found->status);
  }
}

void find_change(HistoryTrend& trend, const std::vector<HistoryEntry>& runs) {
  std::vector<double> values;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!trend.values[i] || !runs[i].doubt.empty()) continue;
    values.push_back(*trend.values[i]);
    places.push_back(i);
  }
  trend.change = find_change_point(values);
  if (trend.change) trend.change->first = places[trend.change->first];
}

void judge_trends(std::vector<HistoryTrend>& trends) {
  std::vector<double> chances;
  for (const HistoryTrend& one : trends)
    if (one.change) chances.push_back(one.change->chance);
  const std::vector<double> adjusted = among_all(chances);
  auto next = adjusted.begin();
  for (HistoryTrend& one : trends) {
    if (!one.change) continue;
    one.change->chance = *next++;
    one.changed = one.change->chance < chance_of_alarm && is_news(*one.change, one.unit);
  }
}

bool is_wanted(const HistoryEntry& entry, const HistoryFilter& filter) {
  if (filter.name && entry.name != *filter.name) return false;
  return std::ranges::all_of(filter.labels, [&](const auto& wanted) {
    const auto found = entry.labels.find(wanted.first);
    return found != entry.labels.end() && found->second == wanted.second;
  });
}

}  // namespace

std::vector<HistoryGroup> group_entries(std::vector<HistoryEntry> entries, const HistoryFilter& filter) {
  std::erase_if(entries, [&](const HistoryEntry& entry) { return !is_wanted(entry, filter); });
  std::ranges::stable_sort(entries, {},
                           [](const HistoryEntry& entry) { return std::pair(entry.started_at, entry.id); });
  std::vector<HistoryGroup> groups;
  for (HistoryEntry& entry : entries) {
    auto group = std::ranges::find(groups, entry.load, &HistoryGroup::load);
    if (group == groups.end()) {
      groups.emplace_back().load = entry.load;
      group = std::prev(groups.end());
    }
    group->runs.push_back(std::move(entry));
  }
  for (HistoryGroup& group : groups) {
    group.older = group.runs.size() - std::min(group.runs.size(), filter.last);
    group.runs.erase(group.runs.begin(), group.runs.begin() + static_cast<std::ptrdiff_t>(group.older));
    group.trends = subjects_of(group.runs);
    for (HistoryTrend& trend : group.trends) {
      fill(trend, group.runs);
      find_change(trend, group.runs);
    }
    judge_trends(group.trends);
  }
  std::ranges::stable_sort(groups, std::ranges::greater(),
                           [](const HistoryGroup& group) { return group.runs.back().started_at; });
  return groups;
}

}  // namespace loadtest
