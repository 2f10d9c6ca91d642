#include "wspp/probe.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "wspp/socket.h"
#include "wspp/tls_session.h"

namespace loadtest::wspp {

namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;

/// Why an address did not answer; an empty kind = it did.
using Verdict = TlsFailure;

bool wait_for(int fd, short events, TimePoint until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  pollfd waiting{fd, events, 0};
  return ::poll(&waiting, 1, static_cast<int>(std::max<decltype(left)>(left, 0))) > 0;
}

Verdict pass_proxy(Socket& socket, const ClientTarget& target, TimePoint until) {
  ProxyTunnel tunnel(*target.proxy, target.host, target.port);
  for (;;) {
    socket.readable(false);
    Verdict verdict;
    if (tunnel.advance(socket, verdict).kind != IoResult::Kind::again) return verdict;
    if (!wait_for(socket.fd(), POLLIN, until)) return {"connect timeout", "the proxy did not answer in time"};
  }
}

Verdict secure(Socket& socket, const ClientTarget& target, TimePoint until) {
  const auto tls = TlsSession::make(*target.tls, target.host, socket);
  if (!tls) return {"tls handshake", "out of memory"};
  for (;;) {
    socket.readable(false);
    Verdict verdict;
    const IoResult result = tls->handshake(verdict);
    if (result.kind == IoResult::Kind::done) tls->shutdown();
    if (result.kind != IoResult::Kind::again) return verdict;
    // Only a handshake's first flight could fill the socket, and it is far smaller than the buffer.
    if (!wait_for(socket.fd(), POLLIN, until)) return {"tls handshake", "timed out"};
  }
}

Verdict knock(const Endpoint& at, const ClientTarget& target, Nanos timeout) {
  const TimePoint until = Clock::now() + timeout;
  const int fd = dial(at, target.sources.pick(at.address().is_v4(), 0));
  if (fd < 0) return {failure_kind(errno), std::strerror(errno)};
  Socket socket(fd);
  if (!wait_for(fd, POLLOUT, until)) return {"connect timeout", "no answer in time"};
  if (const int error = socket_error(fd); error != 0) return {failure_kind(error), std::strerror(error)};
  if (target.proxy) {
    if (Verdict verdict = pass_proxy(socket, target, until); !verdict.kind.empty()) return verdict;
  }
  return target.tls ? secure(socket, target, until) : Verdict{};
}

std::string show(const Endpoint& at) {
  const std::string address = at.address().to_string();
  return (at.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(at.port());
}

}  // namespace

Result<std::vector<Endpoint>> probe(const ClientTarget& target, Nanos timeout) {
  const std::string& host = target.host;
  std::vector<Endpoint> answered;
  std::string first_failure;
  for (const Endpoint& at : target.addresses) {
    const Verdict verdict = knock(at, target, timeout);
    if (verdict.kind == "tls certificate") {
      return fail(ErrorKind::target,
                  "the certificate of " + host + " (" + show(at) + ") is not trusted: " + verdict.reason,
                  "name its authority with --cacert, or try --insecure");
    }
    // Any other trouble with TLS is a measurement: the users will meet it, and it has a kind of its own.
    if (verdict.kind.empty() || verdict.kind.starts_with("tls")) {
      answered.push_back(at);
    } else if (first_failure.empty()) {
      first_failure = show(at) + ": " + verdict.kind + ", " + verdict.reason;
    }
  }
  if (!answered.empty()) return answered;
  if (first_failure.empty()) first_failure = "no address";
  if (!target.proxy)
    return fail(ErrorKind::target, "cannot reach " + host + " (" + first_failure + ")",
                "is the target running, and are host and port right?");
  return fail(ErrorKind::target, "cannot reach " + host + " through the proxy (" + first_failure + ")",
              "is --proxy right, and may it connect to port " + std::to_string(target.port) + " there?");
}

}  // namespace loadtest::wspp
