#include "http/url.h"

#include <openssl/evp.h>

#include <algorithm>

#include "core/text.h"
#include "core/units.h"

namespace loadtest {
namespace {

constexpr std::string_view address_hint = "try http://127.0.0.1:9090";

// What may stand in a request line and a Host header.
bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// With padding, as a header wants it.
std::string base64(const std::string& bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
  // Room for the NUL that it puts behind is in every std::string.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), from, static_cast<int>(bytes.size()));
  return out;
}

}  // namespace

std::string HttpUrl::host_and_port() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<HostAndPort> parse_host_and_port(std::string_view text, std::string_view usual_host) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t colon = bracket == std::string_view::npos ? bracket : text.find(':', bracket);
  HostAndPort parsed{std::string(usual_host)};
  std::string_view port = text;
  if (colon != std::string_view::npos) {
    parsed.host = bracket > 0 ? text.substr(1, bracket - 1) : text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const auto number = parse_count(std::string(port), 1, 65535);
  if (parsed.host.empty() || !printable(parsed.host) || !number) {
    return fail(ErrorKind::usage, "a host and a port from 1 to 65535 are needed", "such as localhost:8125");
  }
  parsed.port = static_cast<std::uint16_t>(*number);
  return parsed;
}

Result<HttpUrl> parse_http_url(std::string_view text) {
  HttpUrl url;
  if (text.starts_with("https://")) {
    url.tls = true;
    url.port = 443;
  } else if (!text.starts_with("http://")) {
    return fail(ErrorKind::usage, "an address begins with http:// or https://", std::string(address_hint));
  }
  text.remove_prefix(url.tls ? 8 : 7);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  std::string_view authority = text.substr(0, end);
  const std::string_view target = text.substr(end, text.find('#', end) - end);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    if (user.find(':') == std::string_view::npos)
      return fail(ErrorKind::usage, "before the @ of an address stand a name and a password", "NAME:PASSWORD@");
    url.authorization = Secret("Basic " + base64(percent_decode(user)));
    authority.remove_prefix(at + 1);
  }
  const std::size_t after_host = authority.starts_with('[') ? authority.find(']') : 0;
  const bool has_port =
      after_host != std::string_view::npos && authority.find(':', after_host) != std::string_view::npos;
  const auto parsed =
      parse_host_and_port(has_port ? std::string(authority) : std::string(authority) + ":" + std::to_string(url.port));
  if (!parsed || !printable(target))
    return fail(ErrorKind::usage, "it is no address of HTTP", std::string(address_hint));
  url.host = parsed->host;
  url.port = parsed->port;
  url.target = target.starts_with('?') ? "/" + std::string(target) : std::string(target);
  return url;
}

}  // namespace loadtest
