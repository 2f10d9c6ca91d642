#include "wspp/proxy.h"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstring>
#include <websocketpp/base64/base64.hpp>

#include "core/text.h"
#include "core/units.h"

namespace loadtest::wspp {

namespace {

constexpr std::size_t answer_max = 16 * 1024;
constexpr std::string_view answer_end = "\r\n\r\n";

IoResult give_up(TlsFailure& failure, std::string kind, std::string reason) {
  failure = {std::move(kind), std::move(reason)};
  return {IoResult::Kind::failed, 0, EPROTO};
}

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

tl::unexpected<Error> bad_proxy(std::string what) {
  return fail(ErrorKind::usage, std::move(what), "write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT");
}

}  // namespace

Result<Proxy> Proxy::parse(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return bad_proxy("the proxy's URL does not begin with http://");
  url.remove_prefix(scheme.size());
  while (url.ends_with('/')) url.remove_suffix(1);
  Proxy proxy;
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    proxy.credentials = Secret(percent_decode(url.substr(0, at)));
    if (proxy.credentials.reveal().find(':') == std::string::npos) return bad_proxy("the proxy's user has no password");
    url.remove_prefix(at + 1);
  }
  const auto colon = url.ends_with(']') ? std::string_view::npos : url.rfind(':');
  std::string_view host = url.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find_first_of("/?# \t[]@") != std::string_view::npos)
    return bad_proxy("the proxy's URL has no host, or more than a host and a port");
  proxy.host = host;
  if (colon == std::string_view::npos) return proxy;
  const auto port = parse_count(url.substr(colon + 1), 1, 65535);
  if (!port) return bad_proxy("the proxy's port is not a number from 1 to 65535");
  proxy.port = static_cast<std::uint16_t>(*port);
  return proxy;
}

std::string basic_credentials(const Proxy& proxy) { return websocketpp::base64_encode(proxy.credentials.reveal()); }

ProxyTunnel::ProxyTunnel(const Proxy& proxy, const std::string& host, std::uint16_t port) {
  const std::string authority = bracketed(host) + ":" + std::to_string(port);
  request_ = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (!proxy.credentials.empty()) request_ += "Proxy-Authorization: Basic " + basic_credentials(proxy) + "\r\n";
  request_ += "\r\n";
}

IoResult ProxyTunnel::advance(Socket& socket, TlsFailure& failure) {
  while (!request_.empty()) {
    const iovec part{request_.data(), request_.size()};
    const IoResult written = socket.write(&part, 1);
    if (written.kind == IoResult::Kind::again) return {};
    if (written.kind != IoResult::Kind::done)
      return give_up(failure, failure_kind(written.error), std::strerror(written.error));
    request_.erase(0, written.bytes);
  }
  std::array<char, 1024> piece;
  for (;;) {
    const IoResult read = socket.read(piece.data(), piece.size());
    if (read.kind == IoResult::Kind::again) return {};
    if (read.kind == IoResult::Kind::end) return give_up(failure, "proxy eof", "the proxy hung up");
    if (read.kind == IoResult::Kind::failed)
      return give_up(failure, failure_kind(read.error), std::strerror(read.error));
    answer_.append(piece.data(), read.bytes);
    if (const IoResult answered = read_answer(failure); answered.kind != IoResult::Kind::again) return answered;
  }
}

IoResult ProxyTunnel::read_answer(TlsFailure& failure) {
  const auto end = answer_.find(answer_end);
  if (end == std::string::npos) {
    if (answer_.size() < answer_max) return {};
    return give_up(failure, "proxy invalid", "the proxy's answer does not end");
  }
  const std::string_view line = std::string_view(answer_).substr(0, answer_.find("\r\n"));
  const auto space = line.find(' ');
  if (!line.starts_with("HTTP/1.") || space == std::string_view::npos)
    return give_up(failure, "proxy invalid", "the proxy does not answer in HTTP");
  const std::string_view status = line.substr(space + 1, 3);
  if (!parse_count(status, 100, 599)) return give_up(failure, "proxy invalid", "the proxy's answer has no status");
  if (status.front() != '2')
    return give_up(failure, "proxy " + std::string(status), std::string(line.substr(space + 1)));
  // A client speaks first, by TLS as well as by WebSocket.
  if (answer_.size() != end + answer_end.size())
    return give_up(failure, "proxy invalid", "the proxy sent more than its answer");
  return {IoResult::Kind::done, 0, 0};
}

}  // namespace loadtest::wspp
