#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "net/source_addresses.h"
#include "wspp/tls.h"

namespace loadtest::wspp {

/// Connects to each address by TCP, from the first source that suits it, and by TLS where `tls` is given, and hangs up:
/// no upgrade is asked for, so the target counts nothing. Returns the addresses that answered, in order. Blocks for
/// `timeout` an address at most.
/// Errors (target): none answered by TCP, or the certificate of one is not trusted.
Result<std::vector<boost::asio::ip::tcp::endpoint>> probe(const std::vector<boost::asio::ip::tcp::endpoint>&,
                                                          const net::SourceAddresses&, const std::string& host,
                                                          TlsContext* tls, Nanos timeout);

}  // namespace loadtest::wspp
