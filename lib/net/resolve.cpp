#include "net/resolve.h"

#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

namespace loadtest::net {

namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;

// RFC 6761: localhost and the names under it are the loopback addresses, also on a system whose files and servers do
// not say so. Those under it are not even asked for.
std::vector<Endpoint> loopback(std::uint16_t port) {
  return {Endpoint(boost::asio::ip::address_v4::loopback(), port),
          Endpoint(boost::asio::ip::address_v6::loopback(), port)};
}

struct FreeAddresses {
  void operator()(addrinfo* found) const noexcept { ::freeaddrinfo(found); }
};

/// What the system said of a name.
struct Answer {
  int error = 0;
  std::string canonical_name;
  std::vector<Endpoint> endpoints;  // without a port
  Nanos took{0};
};

Answer ask(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_CANONNAME;
  addrinfo* found = nullptr;
  Answer answer;
  answer.error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (answer.error != 0) return answer;
  const std::unique_ptr<addrinfo, FreeAddresses> owner(found);
  if (found->ai_canonname != nullptr) answer.canonical_name = found->ai_canonname;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Endpoint endpoint;
    if (at->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), at->ai_addr, at->ai_addrlen);
    endpoint.resize(at->ai_addrlen);
    endpoint.port(0);
    const auto& known = answer.endpoints;
    if (std::find(known.begin(), known.end(), endpoint) == known.end()) answer.endpoints.push_back(endpoint);
  }
  return answer;
}

/// Answered once a process: what is connected to is what the production guard judged, whatever DNS says a second later.
/// Where it said nothing, it is asked again.
class Answers {
 public:
  Answer look_up(const std::string& host) {
    const std::scoped_lock lock(mutex_);
    if (const auto known = answers_.find(host); known != answers_.end()) return known->second;
    const TimePoint asked = Clock::now();
    Answer answer = ask(host);
    answer.took = Clock::now() - asked;
    if (answer.error == 0) answers_.emplace(host, answer);
    return answer;
  }
  std::optional<Nanos> took(const std::string& host) {
    const std::scoped_lock lock(mutex_);
    const auto known = answers_.find(host);
    return known == answers_.end() ? std::nullopt : std::optional(known->second.took);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Answer> answers_;
};

Answers& answers() {
  static Answers all;
  return all;
}

}  // namespace

std::string canonical_name(const std::string& host) { return answers().look_up(host).canonical_name; }

Result<std::vector<Endpoint>> resolve(const std::string& host, std::uint16_t port) {
  if (host.ends_with(".localhost")) return loopback(port);
  const Answer answer = answers().look_up(host);
  if (answer.error != 0) {
    if (host == "localhost") return loopback(port);
    return fail(ErrorKind::target, "cannot resolve \"" + host + "\": " + ::gai_strerror(answer.error),
                "check the host name and the network");
  }
  if (answer.endpoints.empty())
    return fail(ErrorKind::target, "\"" + host + "\" has no address", "check the host name");
  std::vector<Endpoint> endpoints = answer.endpoints;
  for (Endpoint& endpoint : endpoints) endpoint.port(port);
  return endpoints;
}

std::optional<Nanos> look_up_time(const std::string& host) {
  boost::system::error_code is_name;
  boost::asio::ip::make_address(host, is_name);
  return is_name ? answers().took(host) : std::nullopt;
}

}  // namespace loadtest::net
