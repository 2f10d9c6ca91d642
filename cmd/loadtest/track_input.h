#pragma once

#include "core/origin.h"
#include "loadtest/command.h"
#include "loadtest/track_flags.h"
#include "scenario/scenario_file.h"

namespace loadtest {

/// Options as if they alone had been typed, by their plain names, and where each was really said.
struct MergedInput {
  CommandInput input;
  Origins origins;
};

/// What a track of a file is given: typed, else from the environment, else by the file, else as usual.
MergedInput merge_track(const TrackFlags&, const CommandInput& typed, const FileTrack&);

/// The same for what is said of the whole run. Labels are added up, and so are thresholds: of two on the same measure
/// the typed one counts.
MergedInput merge_run(const CommandInput& typed, const FileValues&);

}  // namespace loadtest
