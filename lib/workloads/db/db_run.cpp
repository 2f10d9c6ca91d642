#include "workloads/db/db_run.h"

#include <algorithm>

namespace loadtest {

namespace {

// In one round trip there is no telling what of it the statement took.
bool has_round_trips(const DbSettings& settings) { return settings.rls == Rls::transaction && !settings.pipeline; }

bool looks_at_owners(const DbSettings& settings) {
  return settings.leak_check && settings.rls != Rls::off &&
         std::any_of(settings.mix.entries.begin(), settings.mix.entries.end(),
                     [](const QueryMix::Entry& entry) { return entry.statement->has_owner(); });
}

/// What is measured beside the statements, in order.
struct Beside {
  const char* name;
  OperationId DbOperations::*id;
};

std::vector<Beside> measured_beside(const DbSettings& settings) {
  std::vector<Beside> beside;
  if (has_round_trips(settings)) {
    beside.push_back({"frame", &DbOperations::frame});
    beside.push_back({"statement", &DbOperations::statement});
  }
  if (has_round_trips(settings) && settings.as_postgrest) {
    beside.push_back({"begin", &DbOperations::begin});
    beside.push_back({"set_config", &DbOperations::set_config});
    beside.push_back({"commit", &DbOperations::commit});
  }
  if (looks_at_owners(settings)) beside.push_back({"foreign_row", &DbOperations::foreign_row});
  return beside;
}

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
  // One foreign row is one too many, whenever it comes.
  for (const Beside& one : measured_beside(settings))
    specs.push_back({.name = one.name, .weight = 0, .warm_up_counts = one.id == &DbOperations::foreign_row});
  return specs;
}

DbOperations DbOperations::of(const DbSettings& settings) {
  DbOperations operations;
  auto next = static_cast<OperationId>(first_statement + settings.mix.entries.size());
  for (const Beside& one : measured_beside(settings)) operations.*one.id = next++;
  return operations;
}

void DbRun::set_up() {
  checks_owners = operations.foreign_row != 0;
  // As PostgREST begins a request: what only reads may not write. Without an identity, as anybody does.
  const bool framed = settings.rls == Rls::transaction || settings.read_only;
  const std::string& asked = settings.mix.isolation;
  const std::string level = asked.empty() && framed ? inspection.identity.isolation : asked;
  const std::string begin = level.empty() ? "BEGIN" : "BEGIN ISOLATION LEVEL " + level;
  begin_reading = framed ? begin + " READ ONLY" : begin;
  begin_writing = framed ? begin + " READ WRITE" : begin;
  if (settings.user_zipf > 0) user_zipf.emplace(inspection.book.users.size(), settings.user_zipf);
}

}  // namespace loadtest
