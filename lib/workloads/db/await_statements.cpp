#include "workloads/db/await_statements.h"

#include <chrono>
#include <thread>

#include "workloads/db/db_options.h"

namespace loadtest {
namespace {

constexpr std::chrono::seconds wait_max{5};
constexpr std::chrono::milliseconds wait_step{50};

}  // namespace

bool await_statements(pg::Admin& admin, const DbSettings& settings) {
  // A name of the user's own may be that of other programs too.
  if (settings.conninfo.get("application_name") != default_application_name(settings.run_id)) return true;
  const auto deadline = std::chrono::steady_clock::now() + wait_max;
  for (;;) {
    const auto active = admin.query(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = current_setting('application_name') AND "
        "application_name <> '' AND pid <> pg_backend_pid() AND datname = current_database() AND state <> 'idle'");
    if (!active || active->empty() || active->at(0).at(0) == "0") return true;
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(wait_step);
  }
}

}  // namespace loadtest
