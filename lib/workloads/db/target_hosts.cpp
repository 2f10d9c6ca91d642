#include "workloads/db/target_hosts.h"

#include "core/host_name.h"

namespace loadtest {
namespace {

// Poolers take the project from the user's name (roles may have dots in theirs, projects have none), or from an option.
std::string project_of(const pg::Conninfo& conninfo) {
  const std::string user = conninfo.get("user"), options = conninfo.get("options");
  if (const std::size_t dot = user.rfind('.'); dot != user.npos && dot != 0) return user.substr(dot + 1);
  constexpr std::string_view keyword = "reference=";
  const std::size_t found = options.find(keyword);
  if (found == options.npos) return {};
  const std::size_t begin = found + keyword.size();
  return options.substr(begin, options.find(' ', begin) - begin);
}

}  // namespace

std::vector<TargetHost> target_hosts(const pg::Conninfo& conninfo) {
  std::vector<TargetHost> all;
  for (const pg::Conninfo::Host& host : conninfo.hosts()) {
    if (host.is_socket()) continue;
    const bool pooler = has_host_word(plain_host(host.name), "pooler");
    const bool path =
        host.name.starts_with('/') || host.name.starts_with('@');  // passed over for the address beside it
    if (!host.name.empty() && !path) all.push_back({host.name, pooler ? project_of(conninfo) : std::string()});
    if (!host.address.empty()) all.push_back({host.address});
  }
  return all;
}

}  // namespace loadtest
