#include "judge/default_criteria.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "judge/wording.h"

namespace loadtest {
namespace {

using Kind = Criterion::Kind;

/// How many times the first third's p95 the last third's may be.
constexpr double growth_limit = 1.5;

// A `growth` row names what is compared; its limit is growth_limit. A `none` row names what must not happen.
constexpr std::array rows{
    DefaultCriterion{"ws", "users >= 100", 50},
    DefaultCriterion{"ws", "chat.response.p95 < 2s", 3000},
    DefaultCriterion{"ws", "connect.success > 95%", 0.90},
    DefaultCriterion{"ws", "chat.success > 99%", 0.95},
    DefaultCriterion{"ws", "chat.response.p95 <= 0s", std::nullopt, Kind::growth},
    DefaultCriterion{"ws", "chat.response.drift < 20%", std::nullopt, Kind::soak},
    DefaultCriterion{"ws", "chat.errors.drift < 1%", std::nullopt, Kind::soak},
    DefaultCriterion{"ws", "bad_token.success >= 100%", std::nullopt, Kind::measure, "--bad-tokens"},
    DefaultCriterion{"db", "query.response.p95 < 100ms", 200},
    DefaultCriterion{"db", "query.success > 99%", 0.95},
    DefaultCriterion{"db", "query.response.p95 <= 0s", std::nullopt, Kind::growth},
    DefaultCriterion{"db", "query.response.drift < 20%", std::nullopt, Kind::soak},
    DefaultCriterion{"db", "query.errors.drift < 1%", std::nullopt, Kind::soak},
    DefaultCriterion{"db", "foreign_row.late <= 0", std::nullopt, Kind::none},
};

}  // namespace

std::span<const DefaultCriterion> default_criteria() { return rows; }

bool applies(const DefaultCriterion& row, const MeasuredTrack& track) {
  if (row.workload != track.workload) return false;
  const std::string_view operation = row.condition.substr(0, row.condition.find('.'));
  return row.only_with.empty() ||
         std::find(track.operations.begin(), track.operations.end(), operation) != track.operations.end();
}

Criterion make_default(const DefaultCriterion& row, const std::string& track) {
  // The track's name is set afterwards: it may be anything, and must not be parsed.
  Result<Threshold> threshold = Threshold::parse(fmt::format("track.{}", row.condition));
  assert(threshold);
  Criterion criterion{
      .name = {}, .threshold = *threshold, .fails_at = row.fails_at, .warn_only = false, .kind = row.kind};
  Threshold& wanted = criterion.threshold;
  wanted.track = track;
  if (row.kind == Kind::none) {
    wanted.text = fmt::format("{}.{} never happens", track, wanted.operation);
    criterion.name = fmt::format("no {}", wanted.operation);
    return criterion;
  }
  criterion.warn_only = row.kind != Kind::measure;
  if (row.kind != Kind::growth) {
    wanted.text = fmt::format("{}.{}", track, row.condition);
    criterion.name = describe(wanted);
    return criterion;
  }
  wanted.value = growth_limit;
  wanted.text = fmt::format("{}.{}.response.p95 last third <= {} x first third", track, wanted.operation, growth_limit);
  criterion.name = "stable under load";
  return criterion;
}

}  // namespace loadtest
