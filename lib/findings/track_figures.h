#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "report/report.h"

namespace loadtest {

/// Questions that rules ask of one track.

/// The totals of its operation; null where it has none of that name.
const OperationStats* totals_of(const TrackResult&, std::string_view operation);
/// The messages or statements that users start, together.
OperationStats started_totals(const TrackResult&);
/// What its workload noted beside samples; null where nothing is known of that.
const Observed* notes_of(const Report&, const TrackResult&);

using KindTest = bool (*)(std::string_view kind);
std::uint64_t count_kinds(const KindCounts&, KindTest);
/// The kinds among them that it holds for, the most frequent first, three at most: "close 4001 and upgrade 403".
std::string name_kinds(const KindCounts&, KindTest);
/// When the first failure of such a kind was counted, from t0; `operation` as in totals_of().
std::optional<Nanos> first_failure(const TrackResult&, std::string_view operation, KindTest);
/// The target's words with the first failure of that kind, as they may be shown; empty where it said nothing.
std::string words_of(const Observed* notes, KindTest);

/// "12.3 s", "0.4 s", "2 min 5 s": instants and lengths, for people.
std::string show_seconds(double s);

}  // namespace loadtest
