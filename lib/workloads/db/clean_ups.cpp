#include "workloads/db/clean_ups.h"

#include "workloads/db/admin_transaction.h"
#include "workloads/db/await_statements.h"
#include "workloads/db/statement_maker.h"

namespace loadtest {

Result<CleanedUp> run_clean_ups(const DbSettings& settings) {
  auto admin = pg::Admin::connect(settings.conninfo, settings.connect_timeout);
  if (!admin) return tl::unexpected(admin.error());
  CleanedUp done{.count = 0, .quiet = await_statements(*admin, settings)};
  for (const QueryMix::Entry& entry : settings.mix.entries) {
    if (entry.statement->clean_up.empty()) continue;
    auto work =
        AdminTransaction::begin(*admin, AdminTransaction::Access::write, "clean_up of " + entry.statement->name);
    if (!work) return tl::unexpected(work.error());
    if (auto removed = work->query(clean_up_sql(*entry.statement, settings.run_id)); !removed)
      return tl::unexpected(removed.error());
    if (auto kept = work->commit(); !kept) return tl::unexpected(kept.error());
    ++done.count;
  }
  return done;
}

}  // namespace loadtest
