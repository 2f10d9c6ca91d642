#include "compare/compare_runs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "compare/judge_change.h"
#include "core/random.h"

namespace loadtest {
namespace {

using Side = std::vector<const ComparableRun*>;

Side believed(std::span<const ComparableRun> runs, std::vector<ComparedRun>& shown, bool& sound) {
  const bool any = std::ranges::any_of(runs, [](const ComparableRun& run) { return run.shown.doubt.empty(); });
  Side side;
  for (const ComparableRun& run : runs) {
    ComparedRun& one = shown.emplace_back(run.shown);
    one.used = !any || run.shown.doubt.empty();
    if (one.used) side.push_back(&run);
  }
  sound = sound && any;
  return side;
}

/// One operation in all runs of a side; none where one of them has it not.
std::vector<const OperationFigures*> find_in(const Side& side, const std::string& track, const std::string& operation) {
  std::vector<const OperationFigures*> found;
  for (const ComparableRun* run : side) {
    const TrackFigures* const in = run->figures.find(track);
    const OperationFigures* const one = in == nullptr ? nullptr : in->find(operation);
    if (one == nullptr) return {};
    found.push_back(one);
  }
  return found;
}

double to_scale(ComparedMeasure measure, double value) { return is_relative(measure) ? std::log(value) : value; }
double from_scale(ComparedMeasure measure, double value) { return is_relative(measure) ? std::exp(value) : value; }

class Comparing {
 public:
  Comparing(std::span<const ComparableRun> base, std::span<const ComparableRun> fresh,
            std::span<const RegressionLimit> limits)
      : limits_(limits) {
    base_ = believed(base, comparison_.base, sound_);
    fresh_ = believed(fresh, comparison_.fresh, sound_);
    comparison_.noise_known = base_.size() >= runs_needed && fresh_.size() >= runs_needed;
  }

  RunComparison compare() {
    for (const TrackFigures& track : base_.front()->figures.tracks)
      for (const OperationFigures& operation : track.operations) compare_operation(track.name, operation);
    adjust(true);
    adjust(false);
    for (Change& one : comparison_.changes) judge_change(one, comparison_.noise_known, sound_);
    tell_doubts(comparison_.base, "of the base");
    tell_doubts(comparison_.fresh, "of the new");
    if (!comparison_.noise_known)
      comparison_.remarks.push_back(
          fmt::format("how much runs differ by themselves is known from {} runs a side on: here are {} and {}, so that "
                      "small changes "
                      "stay unclear",
                      runs_needed, base_.size(), fresh_.size()));
    return std::move(comparison_);
  }

 private:
  void compare_operation(const std::string& track, const OperationFigures& shown) {
    const auto base = find_in(base_, track, shown.name), fresh = find_in(fresh_, track, shown.name);
    if (base.empty() || fresh.empty()) {
      comparison_.remarks.push_back(
          fmt::format("{}.{} is not in all of the runs, and not compared", track, shown.name));
      return;
    }
    std::vector<Spreads> base_spreads = spreads_of(base, 1), fresh_spreads = spreads_of(fresh, 2);
    for (std::size_t m = 0; m < compared_measures; ++m) {
      const auto measure = static_cast<ComparedMeasure>(m);
      Change change;
      change.track = track;
      change.operation = shown.name;
      change.measure = measure;
      set_limit(change, shown.main);
      const auto a = values_of(base, base_spreads, measure), b = values_of(fresh, fresh_spreads, measure);
      change.base = mean_of_runs(base, a, measure);
      change.fresh = mean_of_runs(fresh, b, measure);
      if (change.base && change.fresh) set_difference(change, a, b);
      // What too few samples say nothing of has a row only where somebody relies on it.
      const bool missed = change.guarded && shown.samples > 0 && measure != ComparedMeasure::calm_p95;
      if (change.base || change.fresh || missed) comparison_.changes.push_back(std::move(change));
    }
    if (shown.main && shown.response.count() > 0)
      comparison_.curves.push_back({track, shown.name, curve_of(base), curve_of(fresh)});
  }

  /// Seeds differ by run, so that two files with one content do not move together.
  static std::vector<Spreads> spreads_of(const std::vector<const OperationFigures*>& runs, std::uint64_t side) {
    std::vector<Spreads> spreads;
    for (const OperationFigures* run : runs)
      spreads.push_back(spread_within(*run, mix64(side << 32 | (spreads.size() + 1))));
    return spreads;
  }

  static std::vector<RunValue> values_of(const std::vector<const OperationFigures*>& runs,
                                         const std::vector<Spreads>& spreads, ComparedMeasure measure) {
    std::vector<RunValue> values;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const auto value = runs[i]->value(measure);
      if (!value) return {};
      values.push_back({to_scale(measure, *value), spreads[i].at(static_cast<std::size_t>(measure))});
    }
    return values;
  }

  static std::optional<double> mean_of_runs(const std::vector<const OperationFigures*>& runs,
                                            const std::vector<RunValue>& values, ComparedMeasure measure) {
    if (values.empty()) return std::nullopt;
    if (runs.size() == 1) return runs.front()->value(measure);  // to the last digit as every other output has it
    double sum = 0;
    for (const RunValue& one : values) sum += one.value;
    return from_scale(measure, sum / static_cast<double>(values.size()));
  }

  static void set_difference(Change& change, const std::vector<RunValue>& a, const std::vector<RunValue>& b) {
    const auto finite = [](const RunValue& one) { return std::isfinite(one.value); };
    if (std::ranges::all_of(a, finite) && std::ranges::all_of(b, finite)) {
      measure_change(change, difference_of(a, b));
    } else if (change.base == change.fresh) {  // 0 on both sides
      change.change = change.low = change.high = 0;
      change.chance = 1;
    }
  }

  void set_limit(Change& change, bool main) const {
    change.limit = usual_limit(change.measure);
    change.guarded = limits_.empty() && main && guarded_by_default(change.measure);
    for (const RegressionLimit& limit : limits_) {
      if (!limit.is_for(change.track, change.operation, main, change.measure)) continue;
      change.guarded = true;
      change.limit = limit.share;
    }
  }

  /// The exit code rests on the guarded rows: they are judged among themselves, whatever else is shown.
  void adjust(bool guarded) {
    std::vector<double> chances;
    // Where nothing moved at all, nothing can be taken for a change by chance (Tarone 1990).
    const auto takes_part = [&](const Change& one) {
      const bool moved = one.change != 0.0 || one.low != 0.0 || one.high != 0.0;
      return one.guarded == guarded && one.chance && moved;
    };
    for (const Change& one : comparison_.changes)
      if (takes_part(one)) chances.push_back(*one.chance);
    const std::vector<double> adjusted = among_all(chances);
    auto next = adjusted.begin();
    for (Change& one : comparison_.changes)
      if (takes_part(one)) one.chance = *next++;
  }

  static std::vector<std::pair<double, double>> curve_of(const std::vector<const OperationFigures*>& runs) {
    Histogram all;
    for (const OperationFigures* run : runs) all.merge(run->response);
    std::vector<std::pair<double, double>> curve;
    if (all.count() == 0) return curve;
    // As far as samples go: beyond 1 - 1/n there is only the greatest.
    const double end = std::log10(static_cast<double>(all.count()));
    for (double nines = 0; nines <= end; nines += 0.05) {
      const double share = 1 - std::pow(10, -nines);
      curve.emplace_back(share, to_millis(all.percentile(share)));
    }
    return curve;
  }

  void tell_doubts(const std::vector<ComparedRun>& runs, std::string_view side) {
    for (const ComparedRun& run : runs) {
      if (run.doubt.empty()) continue;
      comparison_.warnings.push_back(
          fmt::format("{} ({}) {}: {}", run.file, side, run.used ? "proves nothing" : "is left out", run.doubt));
    }
  }

  std::span<const RegressionLimit> limits_;
  Side base_, fresh_;
  bool sound_ = true;
  RunComparison comparison_;
};

}  // namespace

RunComparison compare_runs(std::span<const ComparableRun> base, std::span<const ComparableRun> fresh,
                           std::span<const RegressionLimit> limits) {
  return Comparing(base, fresh, limits).compare();
}

Problems unknown_limits(std::span<const RegressionLimit> limits, const RunFigures& figures) {
  Problems problems;
  for (const RegressionLimit& limit : limits) {
    bool known = false;
    std::vector<std::string> names;
    for (const TrackFigures& track : figures.tracks) {
      for (const OperationFigures& one : track.operations) {
        known = known || limit.is_for(track.name, one.name, one.main, limit.measure);
        names.push_back(track.name + "." + one.name);
      }
    }
    if (!known)
      problems.push_back({ErrorKind::usage, fmt::format("--max-regression: \"{}\" speaks of no operation", limit.text),
                          fmt::format("there are {}", fmt::join(names, ", "))});
  }
  return problems;
}

}  // namespace loadtest
