// What the command line, the scenario and the documentation learn of this workload, and how it is made from options.
#include <array>

#include "core/units.h"
#include "pg/environment.h"
#include "workloads/db/clean_ups.h"
#include "workloads/db/db_options.h"
#include "workloads/db/db_workload.h"
#include "workloads/db/run_rows.h"

namespace loadtest {
namespace {

constexpr std::array<std::string_view, 3> examples{
    "loadtest db --embedded --queries 10000 --workers 50",
    "loadtest db --db postgresql://authenticator@db.example.com/shop --user-ids ids.txt --duration 60s",
    "loadtest db --db postgresql://postgres@db.example.com/shop --clean-up 20261123-184200-0a1b2c"};

std::unique_ptr<Workload> create(const WorkloadRequest& request) {
  const std::size_t problems_before = request.problems.size();
  DbSettings settings = read_db_settings(request);
  if (request.problems.size() != problems_before) return nullptr;
  return std::make_unique<DbWorkload>(std::move(settings));
}

Result<std::string> remove(Workload& workload, const std::string& run_id) {
  DbSettings settings = static_cast<const DbWorkload&>(workload).settings();
  // The connections of that run are to be found under its name, not under this one's.
  if (settings.conninfo.get("application_name") == default_application_name(settings.run_id))
    settings.conninfo.set("application_name", default_application_name(run_id));
  settings.run_id = run_id;
  pg::forget_environment();
  if (auto resolved = settings.conninfo.resolve(); !resolved) return tl::unexpected(resolved.error());
  if (!settings.mix.is_built_in()) {
    const auto cleaned = run_clean_ups(settings);
    if (!cleaned) return tl::unexpected(cleaned.error());
    return "ran " + show_count(cleaned->count) + (cleaned->count == 1 ? " clean_up" : " clean_ups") + " for run " +
           run_id;
  }
  const auto rows = remove_rows(settings);
  if (!rows) return tl::unexpected(rows.error());
  if (rows->left > 0) {
    return fail(ErrorKind::target, show_count(rows->removed) + " rows of run " + run_id + " were removed, " +
                                       show_count(rows->left) + " are still there");
  }
  if (rows->removed == 0 && !rows->saw_all) {
    return fail(ErrorKind::target, "no rows of run " + run_id + " were found, but not every user's could be seen",
                "give the --user-ids that the run was given, or log in as a role that sees all");
  }
  if (rows->removed == 0) return "there were no rows of run " + run_id;
  return "removed " + show_count(rows->removed) + (rows->removed == 1 ? " row" : " rows") + " of run " + run_id;
}

constexpr OptionRoles roles{.address = "db",
                            .users = "workers",
                            .pool = "pool-size",
                            .starts_max = "queries",
                            .starts_default = 1000,
                            .remove = "clean-up"};

}  // namespace

extern const WorkloadType db_workload;
const WorkloadType db_workload{.name = "db",
                               .summary = "stress on a PostgreSQL database",
                               .options = db_options,
                               .create = create,
                               .examples = examples,
                               .roles = roles,
                               .remove = remove,
                               .target = "the database"};

}  // namespace loadtest
