#include "workloads/db/read_only.h"

#include "pg/admin.h"

namespace loadtest {

pg::Conninfo read_only(pg::Conninfo conninfo) {
  // The last word counts.
  const std::string options = conninfo.get("options");
  conninfo.set("options", options + (options.empty() ? "" : " ") + "-c default_transaction_read_only=on");
  return conninfo;
}

bool stays_read_only(const pg::Conninfo& read_only, Nanos connect_timeout) {
  auto admin = pg::Admin::connect(read_only, connect_timeout);
  if (!admin) return false;
  const auto rows = admin->query("SHOW transaction_read_only");
  return rows && !rows->empty() && rows->at(0).at(0) == "on";
}

}  // namespace loadtest
