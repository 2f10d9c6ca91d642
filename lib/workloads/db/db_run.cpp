#include "workloads/db/db_run.h"

namespace loadtest {

std::vector<OperationSpec> DbOperations::specs(const QueryMix& mix, Rls rls) {
  std::vector<OperationSpec> specs{{.name = "acquire", .weight = 0},
                                   {.name = "connect", .weight = 0, .warm_up_counts = true},
                                   {.name = "query", .weight = 0, .sum = true}};
  for (const QueryMix::Entry& entry : mix.entries) {
    specs.push_back({.name = std::string(entry.statement->name),
                     .weight = entry.weight,
                     .kind = entry.statement->writes ? "write" : "read"});
  }
  if (rls == Rls::transaction) {
    specs.push_back({.name = "frame", .weight = 0});
    specs.push_back({.name = "statement", .weight = 0});
  }
  return specs;
}

DbOperations DbOperations::of(const QueryMix& mix, Rls rls) {
  if (rls != Rls::transaction) return {};
  const auto frame = static_cast<OperationId>(first_statement + mix.entries.size());
  return {.frame = frame, .statement = static_cast<OperationId>(frame + 1)};
}

}  // namespace loadtest
