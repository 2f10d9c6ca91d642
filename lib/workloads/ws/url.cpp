#include "workloads/ws/url.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cctype>

#include "core/units.h"

namespace loadtest {

namespace {

tl::unexpected<Error> bad(std::string what, std::string hint = "write it as ws://HOST:PORT/PATH or wss://HOST/PATH") {
  return fail(ErrorKind::usage, std::move(what), std::move(hint));
}

bool is_visible_ascii(char c) { return c > ' ' && c < 0x7f; }

}  // namespace

bool WsUrl::loopback() const {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return error ? host == "localhost" || host.ends_with(".localhost") : address.is_loopback();
}

Result<WsUrl> WsUrl::parse(std::string_view text) {
  WsUrl url;
  if (!std::all_of(text.begin(), text.end(), is_visible_ascii))
    return bad("the URL has a space or a character that URLs cannot have");
  const auto scheme_is = [&](std::string_view scheme) {
    return text.size() >= scheme.size() && std::equal(scheme.begin(), scheme.end(), text.begin(), [](char a, char b) {
             return a == std::tolower(static_cast<unsigned char>(b));
           });
  };
  if (scheme_is("wss://")) {
    url.secure = true;
    url.port = 443;
    text.remove_prefix(6);
  } else if (scheme_is("ws://")) {
    text.remove_prefix(5);
  } else if (const auto scheme = text.find("://"); scheme != std::string_view::npos) {
    const bool secure = text.starts_with("https://");
    return bad("the scheme \"" + std::string(text.substr(0, scheme)) + "\" is not a WebSocket's",
               std::string("use ") + (secure ? "wss://" : "ws:// or wss://"));
  } else {
    return bad("the URL has no scheme");
  }
  if (text.find('#') != std::string_view::npos)
    return bad("a WebSocket URL cannot have a fragment", "leave out what follows the #");
  const auto rest = text.find_first_of("/?");
  std::string_view authority = text.substr(0, rest);
  std::string_view resource = rest == std::string_view::npos ? std::string_view{} : text.substr(rest);
  if (authority.find('@') != std::string_view::npos) {
    return bad("the URL holds a user or password", "send it as --header 'Authorization: …'");
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return bad("the URL's IPv6 address lacks its \"]\"");
    url.host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
    if (!authority.empty() && authority.front() != ':') return bad("the URL has something between \"]\" and the port");
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(url.host, error);
    if (error) return bad("\"" + url.host + "\" is not an IPv6 address");
    port = authority.empty() ? authority : authority.substr(1);
    if (!authority.empty() && port.empty()) return bad("the URL's port is empty");
  } else {
    const auto colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) {
      port = authority.substr(colon + 1);
      if (port.empty()) return bad("the URL's port is empty");
    }
  }
  if (url.host.empty()) return bad("the URL has no host");
  if (!port.empty()) {
    const auto number = parse_count(port, 1, 65535);
    if (!number) return bad("the port \"" + std::string(port) + "\" is not a number from 1 to 65535");
    url.port = static_cast<std::uint16_t>(*number);
  }
  const auto question = resource.find('?');
  url.path = resource.substr(0, question);
  if (question != std::string_view::npos) url.query = resource.substr(question + 1);
  return url;
}

}  // namespace loadtest
