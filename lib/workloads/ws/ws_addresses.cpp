#include "workloads/ws/ws_addresses.h"

#include <algorithm>

#include "net/local_ports.h"
#include "net/resolve.h"
#include "wspp/probe.h"

namespace loadtest {

namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;
using Targets = std::vector<Endpoint>;

bool is_v4(const Endpoint& endpoint) { return endpoint.address().is_v4(); }

tl::unexpected<Error> of_another_family(ErrorKind kind, const std::string& host, bool v4) {
  const std::string_view has = v4 ? "IPv6" : "IPv4", wanted = v4 ? "IPv4" : "IPv6";
  return fail(kind,
              "there are only " + std::string(has) + " addresses to connect from, and " + host + " is reached by " +
                  std::string(wanted),
              "add a local " + std::string(wanted) + " address");
}

// What no source suits is left out.
Result<Targets> suitable(const WsSettings& settings, Targets targets) {
  if (settings.sources.empty()) return targets;
  const bool v4 = is_v4(targets.front());
  std::erase_if(targets, [&](const Endpoint& to) { return settings.sources.count(is_v4(to)) == 0; });
  if (!targets.empty()) return targets;
  auto wrong = of_another_family(ErrorKind::config, settings.proxy ? settings.proxy->host : settings.url.host, v4);
  wrong.value().message = "--source-ip: " + wrong.value().message;
  return wrong;
}

Status check_ways(const WsSettings& settings, const Targets& targets) {
  for (const bool v4 : {true, false}) {
    const auto to = std::find_if(targets.begin(), targets.end(), [v4](const Endpoint& e) { return is_v4(e) == v4; });
    if (to == targets.end()) continue;
    for (std::uint64_t i = 0; i < settings.sources.count(v4); ++i) {
      auto way = net::check_way(*settings.sources.pick(v4, i), to->address());
      if (way) continue;
      way.error().message = "--source-ip: " + way.error().message;
      return way;
    }
  }
  return {};
}

net::SourceAddresses usual_sources(const WsSettings& settings, const Targets& targets) {
  const auto four = std::count_if(targets.begin(), targets.end(), is_v4);
  const bool loopback = std::all_of(targets.begin(), targets.end(),
                                    [](const Endpoint& to) { return !is_v4(to) || to.address().is_loopback(); });
  if (four == 0 || !loopback) return {};
  const std::uint64_t needed = net::quick_sources(settings.users, targets.size());
  if (needed == 1 && settings.segment.count == 1) return {};
  auto sources = net::SourceAddresses::loopback(settings.segment.index, needed);
  return sources.check_ours() ? sources : net::SourceAddresses();
}

Status check_ports(const WsSettings& settings, const WsAddresses& addresses) {
  const net::PortRange range = net::local_port_range();
  for (const bool v4 : {true, false}) {
    const auto of_family = [v4](const Endpoint& to) { return is_v4(to) == v4; };
    const auto targets = std::count_if(addresses.targets.begin(), addresses.targets.end(), of_family);
    if (targets == 0) continue;
    const std::uint64_t all = addresses.targets.size(), own = static_cast<std::uint64_t>(targets);
    const std::uint64_t users = (settings.users * own + all - 1) / all;
    if (auto enough = net::check_ports(users, own, addresses.sources.count(v4), range); !enough) return enough;
  }
  return {};
}

}  // namespace

bool WsAddresses::here() const {
  return std::any_of(targets.begin(), targets.end(), [](const Endpoint& to) { return net::is_ours(to.address()); });
}

Status check_family(const WsSettings& settings, bool embedded) {
  boost::system::error_code error;
  const std::string host = embedded ? "127.0.0.1" : settings.proxy ? settings.proxy->host : settings.url.host;
  const auto address = boost::asio::ip::make_address(host, error);
  if (error || settings.sources.count(address.is_v4()) > 0) return {};
  return of_another_family(ErrorKind::usage, embedded ? "the embedded backend" : host, address.is_v4());
}

wspp::ClientTarget target_of(const WsSettings& settings) {
  wspp::ClientTarget target;
  target.host = settings.url.host;
  target.port = settings.url.port;
  target.tls = settings.tls;
  target.headers = settings.headers;
  target.subprotocols = settings.subprotocols;
  target.compression = settings.compression;
  target.proxy = settings.proxy;
  return target;
}

Result<WsAddresses> find_addresses(const WsSettings& settings) {
  auto resolved = settings.proxy ? net::resolve(settings.proxy->host, settings.proxy->port)
                                 : net::resolve(settings.url.host, settings.url.port);
  if (!resolved) return tl::unexpected(resolved.error());
  const auto suiting = suitable(settings, std::move(*resolved));
  if (!suiting) return tl::unexpected(suiting.error());
  if (const auto ways = check_ways(settings, *suiting); !ways) return tl::unexpected(ways.error());
  wspp::ClientTarget target = target_of(settings);
  target.addresses = *suiting;
  target.sources = settings.sources;
  auto reached = wspp::probe(target, settings.connect_timeout);
  if (!reached) return tl::unexpected(reached.error());
  WsAddresses found{std::move(*reached), settings.sources};
  if (found.sources.empty()) found.sources = usual_sources(settings, found.targets);
  if (const auto enough = check_ports(settings, found); !enough) return tl::unexpected(enough.error());
  return found;
}

}  // namespace loadtest
