#pragma once

#include "unit/report/a_report.h"

namespace loadtest::testing {

/// A run that got worse against two results, one of which was left out; a secret in every text.
inline Report a_compared_report() {
  Report report = a_report();
  RunComparison& comparison = report.comparison.emplace();
  const std::string hidden = secret;
  comparison.base = {{.file = "main-" + hidden + ".json",
                      .id = "1",
                      .name = "n",
                      .started_at = Instant(1'767'323'045'678ms),
                      .used = true,
                      .doubt = {}},
                     {.file = "b.json", .id = "2", .name = "", .started_at = {}, .used = false, .doubt = hidden + "!"}};
  comparison.fresh = {{.file = "this run",
                       .id = "3",
                       .name = hidden,
                       .started_at = Instant(1'767'323'045'678ms),
                       .used = true,
                       .doubt = {}}};
  comparison.forced = true;
  Change worse;
  worse.track = "ws";
  worse.operation = "chat";
  worse.base = 200;
  worse.fresh = 400.5;
  worse.change = 1.0025;
  worse.low = 0.5;
  worse.high = 1.5;
  worse.chance = 0.001;
  worse.limit = 0.1;
  worse.guarded = true;
  worse.standing = ChangeStanding::worse;
  Change unclear = worse;
  unclear.measure = ComparedMeasure::rate;
  unclear.base = unclear.change = unclear.low = unclear.high = unclear.chance = std::nullopt;
  unclear.standing = ChangeStanding::unclear;
  unclear.why = "too little was measured";
  comparison.changes = {worse, unclear};
  comparison.curves = {{"ws", "chat", {{0, 1.5}, {0.5, 200}}, {{0, 2}}}};
  comparison.warnings = {"not alike: --token " + hidden};
  comparison.remarks = {"the runs differ: host b, not a"};
  return report;
}

}  // namespace loadtest::testing
