#pragma once

#include <array>
#include <string_view>

#include "judge/search_outcome.h"
#include "judge/sweep_outcome.h"
#include "judge/verdict.h"
#include "stats/run_result.h"

namespace loadtest {

/// The words of the result file for what is one of a few, in the order of their enumerators.
inline constexpr std::array<std::string_view, 4> verdict_words{"pass", "warn", "fail", "inconclusive"};
inline constexpr std::array<std::string_view, 5> criterion_words{"pass", "warn", "fail", "no_data", "not_tried"};
inline constexpr std::array<std::string_view, 4> stop_words{"completed", "interrupted", "terminated", "no_users_left"};
inline constexpr std::array<std::string_view, 3> level_words{"held", "broke", "spoiled"};
inline constexpr std::array<std::string_view, 6> search_end_words{"found",     "none_breaks", "none_holds",
                                                                  "generator", "stopped",     "inconclusive"};
inline constexpr std::array<std::string_view, 6> sweep_end_words{"knee", "flat",      "rising",
                                                                 "none", "generator", "stopped"};

inline std::string_view status_name(VerdictStatus status) { return verdict_words.at(static_cast<std::size_t>(status)); }
inline std::string_view status_name(CriterionStatus status) {
  return criterion_words.at(static_cast<std::size_t>(status));
}
inline std::string_view stop_name(StopReason reason) { return stop_words.at(static_cast<std::size_t>(reason)); }

}  // namespace loadtest
