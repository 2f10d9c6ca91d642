#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "workloads/db/db_settings.h"

namespace loadtest {

/// The ids of the rows that a run inserts: UUIDs (version 8, RFC 9562) whose first half is made of the run's id and the
/// second of the start's number, so that they can be found and deleted by key, by whoever knows the run's id. A search
/// makes many runs under one id, whose numbers begin anew: each has ids of its own.
class RunRows {
 public:
  explicit RunRows(std::string_view run_id);
  using Id = std::array<char, 37>;  // with its end
  Id message(std::uint64_t number) const;
  void begin_another() { begin_ += std::uint64_t{1} << 48; }
  std::string first() const;
  std::string last() const;

 private:
  std::uint64_t prefix_, begin_ = 0;
};

/// Whether this is how a run is called: "20261123-184200-0a1b2c". Errors (usage): it is not.
Status check_run_id(std::string_view run_id);

/// What became of a run's rows.
struct RemovedRows {
  std::uint64_t removed = 0;
  std::uint64_t left = 0;  // seen afterwards
  bool saw_all = true;     // whoever looked sees every user's rows
  bool quiet = true;       // no statement of the run was under way any more
};

/// Deletes the rows that the run of settings.run_id inserted, by key: as the login role or, where that may not, as each
/// user. Waits (5 s at most) for statements of that run that are still under way. Errors (target).
Result<RemovedRows> remove_rows(const DbSettings&);

}  // namespace loadtest
