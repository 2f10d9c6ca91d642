#include "net/resolve.h"

#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace loadtest::net {

namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;

// RFC 6761: these names are the loopback addresses, also on a system whose files and servers do not say so.
bool is_localhost(const std::string& host) { return host == "localhost" || host.ends_with(".localhost"); }

std::vector<Endpoint> loopback(std::uint16_t port) {
  return {Endpoint(boost::asio::ip::address_v4::loopback(), port),
          Endpoint(boost::asio::ip::address_v6::loopback(), port)};
}

struct FreeAddresses {
  void operator()(addrinfo* found) const noexcept { ::freeaddrinfo(found); }
};

}  // namespace

std::string canonical_name(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_CANONNAME;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, FreeAddresses> owner(found);
  return found->ai_canonname != nullptr ? found->ai_canonname : std::string();
}

Result<std::vector<Endpoint>> resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error != 0) {
    if (is_localhost(host)) return loopback(port);
    return fail(ErrorKind::target, "cannot resolve \"" + host + "\": " + ::gai_strerror(error),
                "check the host name and the network");
  }
  std::vector<Endpoint> endpoints;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Endpoint endpoint;
    if (at->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), at->ai_addr, at->ai_addrlen);
    endpoint.resize(at->ai_addrlen);
    endpoint.port(port);
    if (std::find(endpoints.begin(), endpoints.end(), endpoint) == endpoints.end()) endpoints.push_back(endpoint);
  }
  ::freeaddrinfo(found);
  if (endpoints.empty()) return fail(ErrorKind::target, "\"" + host + "\" has no address", "check the host name");
  return endpoints;
}

}  // namespace loadtest::net
