#include "workloads/ws/share_option.h"

#include <charconv>

namespace loadtest {

namespace {

std::optional<double> share_of(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (percent) share /= 100;
  return share > 0 && share <= 1 ? std::optional(share) : std::nullopt;
}

}  // namespace

UserShare read_share_option(const WorkloadRequest& request, std::string_view option) {
  const auto text = request.options.get(option);
  if (!text) return {};
  const auto problem = [&](std::string what, std::string hint) {
    request.problems.push_back(
        {ErrorKind::usage, "--" + std::string(option) + ": " + std::move(what), std::move(hint)});
    return UserShare();
  };
  const auto share = share_of(*text);
  if (!share) return problem("\"" + *text + "\" is no share of the users", "write it as 5% or 0.05");
  const UserShare users(*share);
  if (users.count(request.users) > 0) return users;
  return problem(*text + " of " + std::to_string(request.users) + " users is nobody",
                 "give more users, or a greater share");
}

}  // namespace loadtest
