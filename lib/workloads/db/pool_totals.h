#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "workloads/db/failures.h"
#include "workloads/db/slow_queries.h"

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

  std::uint64_t retries = 0, given_up = 0;     // transactions begun again; those that failed after the last try
  std::uint64_t finished = 0, over_limit = 0;  // queries that succeeded; those of them over the latency limit

  Failures failures;
  std::vector<SlowQueries> slow;  // of each shard's part

  void add(const PoolTotals& other);
  /// A query; a limit of 0 is none.
  void succeeded(Nanos response_time, Nanos limit, bool inserted_row) {
    ++finished;
    over_limit += limit > Nanos(0) && response_time > limit ? 1 : 0;
    inserted += inserted_row ? 1 : 0;
  }
  /// An empty user has not signed in.
  void note_leak(const std::string& statement, const std::string& user, const std::string& owner);
};

}  // namespace loadtest
