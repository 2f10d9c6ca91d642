#include "dashboard/live_address.h"

#include <charconv>

#include "core/text.h"

namespace loadtest {
namespace {

auto refuse(std::string_view text, std::string_view what) {
  return fail(ErrorKind::usage, "\"" + escape_foreign(text, 60) + "\" " + std::string(what),
              "try 127.0.0.1:5665, or [::1]:5665");
}

}  // namespace

Result<LiveAddress> LiveAddress::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  if (colon == std::string_view::npos || (bracketed && (colon == 0 || text[colon - 1] != ']')))
    return refuse(text, "has no port");
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size())
    return refuse(text, "has no port from 0 to 65535");
  const std::string_view host = bracketed ? text.substr(1, colon - 2) : text.substr(0, colon);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : std::string(host), error);
  // Without brackets nobody can tell where the address ends.
  if (error || bracketed != address.is_v6()) return refuse(text, "is no address of this machine and a port");
  return LiveAddress{std::string(host), {address, port}};
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string_view::npos;
  return (v6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::to_string(port);
}

}  // namespace loadtest
