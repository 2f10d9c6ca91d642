#pragma once

#include <cstddef>
#include <map>
#include <optional>

namespace loadtest {

/// Which level of load to try next, to find the highest that holds: up by doubling until one breaks, then halving the
/// gap (in ratio), then the two neighbours of the break again until enough tries agree. Levels that are told otherwise
/// than before move the search on, so one unlucky try costs time and not the truth. Knows neither runs nor clocks.
class LevelSearch {
 public:
  struct Limits {
    double from = 1, to = 1;  // 0 < from <= to; both are tried if it comes to that
    double precision = 0.05;  // the lowest level that breaks is at most this much above the highest that holds
    unsigned repeats = 3;     // tries of the level that holds; most of those just above it must break
    bool whole = false;       // levels are whole numbers
  };
  /// What the tries of one level said.
  struct Tally {
    unsigned held = 0, broke = 0;
    unsigned tried() const { return held + broke; }
    bool holds() const { return held > broke; }
    bool breaks() const { return broke > held; }
  };

  explicit LevelSearch(Limits limits) : limits_(limits) {}

  /// nullopt where all is known: the search has ended.
  std::optional<double> next() const;
  void told(double level, bool held);

  /// The lowest level that breaks, so far.
  std::optional<double> breaks() const;
  /// The highest level that holds below it, so far.
  std::optional<double> holds() const;
  Tally at(double level) const;

 private:
  unsigned majority() const { return limits_.repeats / 2 + 1; }
  std::optional<double> between(double low, double high) const;
  std::optional<double> above(double low) const;

  static constexpr std::size_t tries_max = 200;  // of a target that says otherwise each time

  Limits limits_;
  std::map<double, Tally> tallies_;
  std::size_t tries_ = 0;
};

}  // namespace loadtest
