#include "workloads/ws/share_option.h"

#include "core/share.h"

namespace loadtest {

UserShare read_share_option(const WorkloadRequest& request, std::string_view option) {
  const auto text = request.options.get(option);
  if (!text) return {};
  const auto problem = [&](std::string what, std::string hint) {
    request.problems.push_back(
        {ErrorKind::usage, "--" + std::string(option) + ": " + std::move(what), std::move(hint)});
    return UserShare();
  };
  const auto share = parse_share(*text);
  if (!share || *share == 0) return problem("\"" + *text + "\" is no share of the users", "write it as 5% or 0.05");
  const UserShare users(*share);
  if (users.count(request.users) > 0) return users;
  return problem(*text + " of " + std::to_string(request.users) + " users is nobody",
                 "give more users, or a greater share");
}

}  // namespace loadtest
