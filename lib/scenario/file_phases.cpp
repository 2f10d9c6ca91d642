#include "scenario/file_phases.h"

#include <algorithm>
#include <array>

namespace loadtest {
namespace {

Phase read_phase(const YamlSpot& spot, const std::vector<Phase>& before, std::span<const std::string_view> tracks) {
  spot.only({"name", "from", "tracks", "settle", "judged"});
  Phase phase;
  phase.name = spot.need("name").text().value_or("");
  phase.from = spot.need("from").duration().value_or(Nanos(0));
  phase.settle = spot["settle"].duration().value_or(Nanos(0));
  phase.judged = spot["judged"].truth().value_or(false);
  if (!before.empty() && spot["from"].present() && phase.from <= before.back().from) {
    spot["from"].wrong("a phase begins after the one before it");
  }
  const auto judged = [](const Phase& other) { return other.judged; };
  if (phase.judged && std::any_of(before.begin(), before.end(), judged)) {
    spot["judged"].wrong("only one phase can be judged");
  }
  if (spot["tracks"].present()) phase.active.assign(tracks.size(), false);
  for (const YamlSpot& track : spot["tracks"].items()) {
    if (const auto which = track.word(tracks)) phase.active[*which] = true;
  }
  return phase;
}

}  // namespace

FilePhases read_phases(const YamlSpot& spot, std::span<const std::string_view> tracks) {
  FilePhases phases;
  if (!spot.present()) return phases;
  if (spot.is_scalar()) {
    constexpr std::array<std::string_view, 2> words{"together", "alternate"};
    const auto which = spot.word(words);
    if (which) phases.kind = *which == 0 ? FilePhases::Kind::together : FilePhases::Kind::alternate;
    return phases;
  }
  phases.kind = FilePhases::Kind::listed;
  for (const YamlSpot& phase : spot.items()) phases.listed.push_back(read_phase(phase, phases.listed, tracks));
  if (!phases.listed.empty() && phases.listed.front().from != Nanos(0)) {
    spot.items().front().wrong("the first phase begins with the run", "from: 0");
  }
  return phases;
}

}  // namespace loadtest
