#include "report/phase_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "stats/judged_part.h"

namespace loadtest {
namespace {

const PhaseSpan* judged_of_several(const RunResult& run) {
  const auto judged = judged_phase(run);
  return judged && run.phases.size() > 1 ? &run.phases[*judged] : nullptr;
}

}  // namespace

const PhaseSpan* shown_phase(const RunResult& run) {
  const PhaseSpan* judged = judged_of_several(run);
  return judged && judged->to > judged->from ? judged : nullptr;
}

RunResult shown_part(const RunResult& run) {
  return judged_of_several(run) == shown_phase(run) ? judged_part(run) : run;
}

std::string judged_words(const RunResult& run) {
  const PhaseSpan* judged = judged_of_several(run);
  if (!judged) return {};
  const std::string words = "judged " + during(run, *judged);
  if (judged != shown_phase(run)) return words + ", which this run never came to; the tables show all of it";
  return fmt::format("{}, from {} to {}; connecting over the whole run", words, seconds_of(judged->from),
                     seconds_of(judged->to));
}

std::string_view all_of(const RunResult& run) { return run.tracks.size() == 2 ? "both" : "all"; }

std::string during(const RunResult& run, const PhaseSpan& phase) {
  if (std::all_of(phase.active.begin(), phase.active.end(), [](bool active) { return active; }))
    return fmt::format("while {} ran", all_of(run));
  return fmt::format("in the phase \"{}\"", phase.name);
}

std::string seconds_of(Nanos time) { return fmt::format("{:.1f} s", to_seconds(time)); }

}  // namespace loadtest
