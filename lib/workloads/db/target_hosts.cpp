#include "workloads/db/target_hosts.h"

#include <string>

namespace loadtest {
namespace {

// Poolers take the project from the user's name (roles may have dots in theirs, projects have none), or from an option.
// Where both name one, which of them counts is the pooler's to say.
std::vector<std::string> projects_of(const pg::Conninfo& conninfo) {
  const std::string user = conninfo.get("user"), options = conninfo.get("options");
  std::vector<std::string> projects;
  if (const std::size_t dot = user.rfind('.'); dot != user.npos && dot != 0) projects.push_back(user.substr(dot + 1));
  constexpr std::string_view keyword = "reference=";
  if (const std::size_t found = options.find(keyword); found != options.npos) {
    const std::size_t begin = found + keyword.size();
    std::string project = options.substr(begin, options.find_first_of(" &", begin) - begin);
    if (projects.empty() || projects.front() != project) projects.push_back(std::move(project));
  }
  if (projects.empty()) projects.emplace_back();
  return projects;
}

}  // namespace

std::vector<TargetHost> target_hosts(const pg::Conninfo& conninfo) {
  const std::vector<std::string> projects = projects_of(conninfo);
  std::vector<TargetHost> all;
  for (const pg::Conninfo::Host& host : conninfo.hosts()) {
    if (host.is_socket()) continue;
    const bool path =
        host.name.starts_with('/') || host.name.starts_with('@');  // passed over for the address beside it
    for (std::size_t i = 0; i < projects.size() && !host.name.empty() && !path; ++i)
      all.push_back({host.name, projects[i]});
    if (!host.address.empty()) all.push_back({host.address});
  }
  return all;
}

}  // namespace loadtest
