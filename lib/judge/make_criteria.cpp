#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/text.h"
#include "judge/criteria.h"
#include "judge/default_criteria.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

bool has_operation(const MeasuredTrack& track, std::string_view name) {
  return std::find(track.operations.begin(), track.operations.end(), name) != track.operations.end();
}

std::string suggest(std::string_view typed, const std::vector<std::string_view>& known) {
  const std::string_view near = nearest(typed, known);
  if (!near.empty()) return fmt::format("did you mean {}", near);
  return fmt::format("there is {}", fmt::join(known, ", "));
}

Error unknown_track(const Threshold& threshold, std::span<const MeasuredTrack> tracks) {
  std::vector<std::string_view> names;
  for (const MeasuredTrack& track : tracks) names.push_back(track.name);
  std::string hint = suggest(threshold.track, names);
  for (const MeasuredTrack& track : tracks)
    if (has_operation(track, threshold.track))
      hint = fmt::format("it is an operation of {}, write {}.{}", track.name, track.name, threshold.track);
  return {ErrorKind::usage,
          fmt::format("threshold \"{}\": this run has no track \"{}\"", threshold.text, threshold.track), hint};
}

Error unknown_operation(const Threshold& threshold, std::span<const MeasuredTrack> tracks) {
  std::vector<std::string_view> names;
  for (const MeasuredTrack& track : tracks)
    if (threshold.track == "*" || threshold.track == track.name)
      names.insert(names.end(), track.operations.begin(), track.operations.end());
  return {ErrorKind::usage,
          fmt::format("threshold \"{}\": track {} has no operation \"{}\"", threshold.text, threshold.track,
                      threshold.operation),
          suggest(threshold.operation, names)};
}

/// The threshold for each track that it speaks of; none, and a problem, where there is no such track or operation.
std::vector<Threshold> expand(const Threshold& threshold, std::span<const MeasuredTrack> tracks, Problems& problems) {
  std::vector<Threshold> expanded;
  bool track_found = threshold.track == "*";
  for (const MeasuredTrack& track : tracks) {
    if (threshold.track != "*" && threshold.track != track.name) continue;
    track_found = true;
    if (!threshold.operation.empty() && !has_operation(track, threshold.operation)) continue;
    Threshold& one = expanded.emplace_back(threshold);
    one.track = track.name;
    if (const std::size_t star = one.text.find('*'); threshold.track == "*" && star != std::string::npos)
      one.text.replace(star, 1, track.name);
  }
  if (!track_found)
    problems.push_back(unknown_track(threshold, tracks));
  else if (expanded.empty())
    problems.push_back(unknown_operation(threshold, tracks));
  return expanded;
}

bool replaces(const Threshold& threshold, const Criterion& criterion) {
  const Threshold& other = criterion.threshold;
  const bool replaceable = criterion.kind == Criterion::Kind::measure || criterion.kind == Criterion::Kind::soak;
  return replaceable && threshold.track == other.track && threshold.operation == other.operation &&
         threshold.measure == other.measure && threshold.of_drift() == other.of_drift();
}

}  // namespace

std::vector<Criterion> make_criteria(std::span<const MeasuredTrack> tracks, std::span<const std::string> thresholds,
                                     bool with_defaults, Problems& problems) {
  std::vector<Criterion> criteria;
  for (const MeasuredTrack& track : tracks) {
    for (const DefaultCriterion& row : default_criteria()) {
      if (!applies(row, track)) continue;
      Criterion criterion = make_default(row, track.name);
      // What must not happen is nobody's taste: who does not want to know switches off that it is looked for.
      const bool never = row.kind == Criterion::Kind::none;
      if (never ? has_operation(track, criterion.threshold.operation) : with_defaults)
        criteria.push_back(std::move(criterion));
    }
  }

  std::vector<Criterion> given;
  for (const std::string& text : thresholds) {
    const Result<Threshold> threshold = Threshold::parse(text);
    if (!threshold) {
      problems.push_back(threshold.error());
      continue;
    }
    for (Threshold& one : expand(*threshold, tracks, problems)) {
      std::erase_if(criteria, [&](const Criterion& criterion) { return replaces(one, criterion); });
      Criterion& criterion = given.emplace_back();
      criterion.name = describe(one);
      criterion.warn_only = one.warn;
      criterion.threshold = std::move(one);
    }
  }
  criteria.insert(criteria.end(), given.begin(), given.end());
  if (tracks.size() > 1)
    for (Criterion& criterion : criteria) criterion.name = criterion.threshold.track + ": " + criterion.name;
  return criteria;
}

}  // namespace loadtest
