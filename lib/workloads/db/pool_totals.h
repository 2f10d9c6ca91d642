#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace loadtest {

/// What a pool counted beside the operations.
struct PoolTotals {
  static constexpr std::size_t leaks_max = 5;

  std::vector<std::uint32_t> sizes;                  // connections of each shard's part
  std::map<std::string, std::uint64_t> lost;         // connections that went away by themselves, by kind
  std::uint64_t never_made = 0;                      // connections that could not be had at all
  std::string why_never;                             // the kind of the last such failure
  std::uint64_t came_back = 0;                       // logins after the first of each connection
  std::uint64_t inserted = 0;                        // rows that are there for certain
  std::uint64_t unsure = 0;                          // inserts whose end nobody heard of
  std::uint64_t rows_checked = 0, foreign_rows = 0;  // rows whose owner was looked at; those of another one
  std::vector<std::string> leaks;                    // some of the latter, in words
  std::string prepared_refused;  // the kind with which prepared statements were refused; empty = never

  void add(const PoolTotals& other) {
    sizes.insert(sizes.end(), other.sizes.begin(), other.sizes.end());
    for (const auto& [kind, count] : other.lost) lost[kind] += count;
    never_made += other.never_made;
    if (why_never.empty()) why_never = other.why_never;
    came_back += other.came_back;
    inserted += other.inserted;
    unsure += other.unsure;
    rows_checked += other.rows_checked;
    foreign_rows += other.foreign_rows;
    leaks.insert(leaks.end(), other.leaks.begin(), other.leaks.end());
    if (leaks.size() > leaks_max) leaks.resize(leaks_max);
    if (prepared_refused.empty()) prepared_refused = other.prepared_refused;
  }
};

}  // namespace loadtest
