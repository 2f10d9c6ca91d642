#include "workloads/db/db_run.h"

namespace loadtest {

namespace {

// In one round trip there is no telling what of it the statement took.
bool has_round_trips(const DbSettings& settings) { return settings.rls == Rls::transaction && !settings.pipeline; }

}  // namespace

std::vector<OperationSpec> DbOperations::specs(const DbSettings& settings) {
  std::vector<OperationSpec> specs{{.name = "acquire", .weight = 0},
                                   {.name = "connect", .weight = 0, .warm_up_counts = true},
                                   {.name = "query", .weight = 0, .sum = true}};
  for (const QueryMix::Entry& entry : settings.mix.entries) {
    specs.push_back({.name = std::string(entry.statement->name),
                     .weight = entry.weight,
                     .kind = entry.statement->writes ? "write" : "read"});
  }
  if (has_round_trips(settings)) {
    specs.push_back({.name = "frame", .weight = 0});
    specs.push_back({.name = "statement", .weight = 0});
  }
  return specs;
}

DbOperations DbOperations::of(const DbSettings& settings) {
  if (!has_round_trips(settings)) return {};
  const auto frame = static_cast<OperationId>(first_statement + settings.mix.entries.size());
  return {.frame = frame, .statement = static_cast<OperationId>(frame + 1)};
}

}  // namespace loadtest
