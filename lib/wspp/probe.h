#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "wspp/client.h"

namespace loadtest::wspp {

/// Connects to each of the target's addresses by TCP, from the first source that suits it, through its proxy and by TLS
/// where it has them, and hangs up: no upgrade is asked for, so the target counts nothing. Returns the addresses that
/// answered, in order. Blocks for `timeout` an address at most.
/// Errors (target): none answered by TCP, the proxy did not connect, or the certificate of one is not trusted.
Result<std::vector<boost::asio::ip::tcp::endpoint>> probe(const ClientTarget& target, Nanos timeout);

}  // namespace loadtest::wspp
