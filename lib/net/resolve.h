#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest::net {

/// Resolves a name (IPv4 and IPv6). Blocks, the first time: a name is looked up once a process, so that what was judged
/// by its canonical name is what is connected to. Errors (target): the name does not resolve.
Result<std::vector<boost::asio::ip::tcp::endpoint>> resolve(const std::string& host, std::uint16_t port);

/// The name that a name is an alias of (CNAME, hosts file), or itself. Blocks. Empty where it does not resolve.
std::string canonical_name(const std::string& host);

/// How long it took to look the name up; nothing for an address, and for a name that was not looked up or not found.
std::optional<Nanos> look_up_time(const std::string& host);

}  // namespace loadtest::net
