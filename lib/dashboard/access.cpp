#include "dashboard/access.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace loadtest {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return lower;
}

/// The host of a Host header, without brackets, if its port is this one.
std::optional<std::string> host_at(std::string_view header, std::uint16_t port) {
  const std::string suffix = ":" + std::to_string(port);
  std::string host = lower_case(header);
  if (host.ends_with(suffix)) {
    host.resize(host.size() - suffix.size());
  } else if (port != 80) {
    return std::nullopt;
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

Result<Access> Access::make(const LiveAddress& address, std::uint16_t port, std::string_view machine) {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail(ErrorKind::internal, std::string("no random bytes for the dashboard's token: ") + std::strerror(errno));
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return Access(address, port, lower_case(machine), std::move(token));
}

bool Access::is_ours(std::string_view header) const {
  const auto host = host_at(header, port_);
  if (!host || host->empty()) return false;
  if (*host == lower_case(address_.host) || *host == address_.at.address().to_string()) return true;
  const auto served = address_.at.address();
  boost::system::error_code no_address;
  const auto asked = boost::asio::ip::make_address(*host, no_address);
  if (served.is_loopback()) return *host == "localhost" || (!no_address && asked.is_loopback());
  if (!served.is_unspecified()) return false;
  // All addresses of this machine are meant. A name of somebody else's is none of them.
  return !no_address || *host == "localhost" || *host == machine_;
}

bool Access::from_our_page(std::string_view origin, std::string_view host) const {
  return is_ours(host) && lower_case(origin) == "http://" + lower_case(host);
}

bool Access::knows_token(std::string_view token) const {
  const std::string& ours = token_.reveal();
  if (token.size() != ours.size()) return false;
  unsigned char differs = 0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    differs = static_cast<unsigned char>(differs |
                                         (static_cast<unsigned char>(token[i]) ^ static_cast<unsigned char>(ours[i])));
  return *static_cast<volatile unsigned char*>(&differs) == 0;
}

Secret Access::url() const {
  const bool all = address_.at.address().is_unspecified();
  return Secret("http://" + host_and_port(all && !machine_.empty() ? machine_ : address_.host, port_) + "/#" +
                token_.reveal());
}

}  // namespace loadtest
