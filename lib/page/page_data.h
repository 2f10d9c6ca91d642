#pragma once

#include <string>
#include <vector>

#include "report/report.h"
#include "stats/progress.h"

// What assets/charts.js draws, as JSON; secrets taken out, what the target said made safe to show.
//
// The document, in <script type="application/json" id="loadtest-page"> of a page:
//   {"schema": "loadtest.page/1", "state": "finished" | "running",
//    "end_s": when the run ends, from t0; null where that is not known,
//    "phases": [{"name", "from_s", "to_s", "judged"}],
//    "tracks": [{"name", "workload", "operations": [names], "users_asked",
//                "series": {"t_s": [], "length_s": [], "users": [], "planned": [], "done": [], "failed": [],
//                           "dropped": [], "p50": [], "p95": [], "p99": [], "max": [], "errors": {KIND: []}},
//                "curve": {"response": [[p, ms]], "service": [[p, ms]]}}]}
// Every list of a series has one element for each interval. Rates are per second, over all operations that the load of
// the track consists of; times are in ms, null where nothing worked; `errors` are failures per second by kind.
//
// A tick says what is new since the one before:
//   {"elapsed_s", "planned_s": null where not known, "phase": name or null, "starts_in_s": null once it began,
//    "tracks": [{"name", "workload", "operations": [names], "users", "users_asked", "ok", "failed", "dropped",
//                "points": [{"t_s", "length_s", "users", …, "max", "errors": {KIND: rate}}]}]}
// `users`, `ok`, `failed` and `dropped` of a track are those of the run so far; a point is an interval as above. Where
// `elapsed_s` goes back, a new run has begun (of a search), and the charts begin anew.
namespace loadtest {

/// The document of a finished run, with at most 2,000 intervals, all tracks together.
std::string page_data(const Report&);

/// What is new in a run that lasts.
std::string tick_json(const Progress&, const Redactor&);

/// A run so far, for whoever begins to look on while it lasts. Its memory is bounded: long runs get longer intervals.
class LiveHistory {
 public:
  explicit LiveHistory(const Report& described);
  void add(const Progress&);
  /// The document of the run so far.
  std::string page_data() const;

 private:
  struct Track {
    std::string name, workload;
    std::vector<OperationSpec> operations;
    std::uint32_t users_asked = 0;
    IntervalSeries intervals;
  };
  const Redactor redactor_;
  std::vector<Track> tracks_;
  std::vector<PhaseSpan> phases_;
  Nanos elapsed_{0}, planned_{0};
};

}  // namespace loadtest
