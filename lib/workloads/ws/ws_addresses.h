#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <vector>

#include "core/error.h"
#include "net/source_addresses.h"
#include "workloads/ws/ws_factory.h"

namespace loadtest {

/// Where users connect to, and from where.
struct WsAddresses {
  std::vector<boost::asio::ip::tcp::endpoint> targets;
  net::SourceAddresses sources;

  /// Whether the target is this machine.
  bool here() const;
};

/// Where the target is an address already: whether one of `sources` is of its family. Errors (usage).
Status check_family(const WsSettings&, bool embedded);

/// What all connections have in common but for the addresses.
wspp::ClientTarget target_of(const WsSettings&);

/// Resolves the name (of the proxy, where there is one: it resolves the target's) and knocks at each address that a
/// source suits; those that answer are used. Where they are loopback addresses and no source was asked for, there are
/// as many as give all users a port, and for a segment its own. Errors (target): the name does not resolve, or none
/// answers; (config): sources that do not suit, or too few ports.
Result<WsAddresses> find_addresses(const WsSettings&);

}  // namespace loadtest
