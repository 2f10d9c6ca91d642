#include "workloads/db/target_hosts.h"

#include "core/host_name.h"

namespace loadtest {
namespace {

// Roles may have dots in their names, projects have none.
std::string project_of(const std::string& user) {
  const std::size_t dot = user.rfind('.');
  return dot == user.npos || dot == 0 ? std::string() : user.substr(dot + 1);
}

}  // namespace

std::vector<TargetHost> target_hosts(const pg::Conninfo& conninfo) {
  std::vector<TargetHost> all;
  for (const pg::Conninfo::Host& host : conninfo.hosts()) {
    if (host.is_socket()) continue;
    const bool pooler = has_host_word(plain_host(host.name), "pooler");
    const bool path =
        host.name.starts_with('/') || host.name.starts_with('@');  // passed over for the address beside it
    if (!host.name.empty() && !path)
      all.push_back({host.name, pooler ? project_of(conninfo.get("user")) : std::string()});
    if (!host.address.empty()) all.push_back({host.address});
  }
  return all;
}

}  // namespace loadtest
