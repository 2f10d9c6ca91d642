#include "archive/compare_scenarios.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace loadtest {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string all_values(const Pairs& pairs, const std::string& name) {
  std::string values;
  for (const auto& [key, value] : pairs) {
    if (key == name) values += (values.empty() ? "" : ", ") + value;
  }
  return values.empty() ? "none" : values;
}

class ScenarioComparison {
 public:
  explicit ScenarioComparison(const MayDiffer& may_differ) : may_differ_(may_differ) {}

  void compare(const Report& first, const Report& other) {
    compare_tracks(first, other);
    note("seed", std::to_string(first.seed), std::to_string(other.seed));
    note("default criteria", yes(first.default_criteria), yes(other.default_criteria));
    note("strict", yes(first.strict), yes(other.strict));
    const std::set<std::string> mine(first.thresholds.begin(), first.thresholds.end());
    const std::set<std::string> theirs(other.thresholds.begin(), other.thresholds.end());
    if (mine != theirs) found_.emplace_back("other thresholds");
  }

  void compare_tracks(const Report& first, const Report& other) {
    const auto names = [](const Report& report) {
      std::string all;
      for (const ShownTrack& track : report.scenario)
        all += (all.empty() ? "" : ", ") + track.name + (track.name == track.workload ? "" : " of " + track.workload);
      return all;
    };
    if (names(first) != names(other)) return note("tracks", names(first), names(other));
    for (std::size_t i = 0; i < first.scenario.size(); ++i) {
      const ShownTrack &mine = first.scenario[i], &theirs = other.scenario[i];
      const std::string where = "track " + mine.name + ": ";
      note(where + "embedded", yes(mine.embedded), yes(theirs.embedded));
      compare_settings(where, mine.load, theirs.load, [](const std::string&) { return false; });
      compare_settings(where + "--", mine.options, theirs.options,
                       [&](const std::string& option) { return may_differ_(mine, option); });
    }
  }

  std::vector<std::string> take() { return std::move(found_); }

 private:
  static std::string yes(bool value) { return value ? "yes" : "no"; }

  void note(const std::string& what, const std::string& first, const std::string& other) {
    if (first != other) found_.push_back(fmt::format("{} {}, not {}", what, other, first));
  }

  template <class Skip>
  void compare_settings(const std::string& where, const Pairs& first, const Pairs& other, Skip skip) {
    std::vector<std::string> names;
    for (const Pairs* pairs : {&first, &other}) {
      for (const auto& [name, value] : *pairs)
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    for (const std::string& name : names) {
      if (!skip(name)) note(where + name, all_values(first, name), all_values(other, name));
    }
  }

  const MayDiffer& may_differ_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> scenario_differences(const Report& first, const Report& other, const MayDiffer& may_differ) {
  ScenarioComparison comparison(may_differ);
  comparison.compare(first, other);
  return comparison.take();
}

std::vector<std::string> track_differences(const Report& first, const Report& other, const MayDiffer& may_differ) {
  ScenarioComparison comparison(may_differ);
  comparison.compare_tracks(first, other);
  return comparison.take();
}

}  // namespace loadtest
