#include "pg/conninfo.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "net/resolve.h"
#include "pg/conninfo_reader.h"

namespace loadtest::pg {

namespace {

constexpr const char* default_port = "5432";

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t comma = 0; comma != list.npos; begin = comma + 1) {
    comma = list.find(',', begin);
    parts.push_back(list.substr(begin, comma == list.npos ? list.npos : comma - begin));
  }
  return parts;
}

template <class Part>
std::string join(const std::vector<Conninfo::Host>& hosts, Part part) {
  std::string list;
  for (const Conninfo::Host& host : hosts) list.append(&host == hosts.data() ? "" : ",").append(part(host));
  return list;
}

bool is_port(const std::string& text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool is_loopback(const std::string& text) {
  namespace ip = boost::asio::ip;
  boost::system::error_code error;
  const ip::address address = ip::make_address(text, error);
  const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return mapped ? ip::make_address_v4(ip::v4_mapped, address.to_v6()).is_loopback() : address.is_loopback();
}

// libpq pairs hosts, addresses and ports by their place in the lists; one port does for all.
Status check_lists(const std::string& host, const std::string& address, const std::string& port) {
  const std::size_t hosts = split(host).size(), addresses = split(address).size(), ports = split(port).size();
  const auto counted = [](std::size_t count, const char* what) { return std::to_string(count) + " " + what; };
  if (!host.empty() && !address.empty() && hosts != addresses)
    return fail(
        ErrorKind::usage,
        "the connection string has " + counted(hosts, "hosts and ") + counted(addresses, "addresses (hostaddr)"),
        "give as many of one as of the other");
  for (const std::string& each : split(host)) {
    if (each.find('@', 1) != each.npos)
      return fail(ErrorKind::usage, "the connection string has a host with an \"@\" in it",
                  "user and password are given apart from it");
  }
  const std::size_t all = address.empty() ? hosts : addresses;
  if (ports != 1 && ports != all)
    return fail(ErrorKind::usage, "the connection string has " + counted(ports, "ports for ") + counted(all, "hosts"),
                "give one port for all, or one each");
  for (const std::string& each : split(port)) {
    if (!each.empty() && !is_port(each))
      return fail(ErrorKind::usage, "the connection string has a port that is no number from 1 to 65535");
  }
  return {};
}

}  // namespace

Result<Conninfo> Conninfo::read(const std::string& text, const std::string& password) {
  auto values = read_connection_string(text);
  if (!values) return tl::unexpected(values.error());
  Conninfo conninfo;
  conninfo.values_ = std::move(*values);
  const auto fallback = [&](const char* keyword, const std::string& value) {
    if (conninfo.get(keyword).empty()) conninfo.set(keyword, value);
  };
  fallback("password", password);
  fallback("port", default_port);
  fallback("dbname", conninfo.get("user"));
  fallback("client_encoding", "UTF8");
  fallback("application_name", "loadtest");
  if (conninfo.get("hostaddr").empty()) fallback("host", default_host());
  if (const Status fine = check_lists(conninfo.get("host"), conninfo.get("hostaddr"), conninfo.get("port")); !fine)
    return tl::unexpected(fine.error());
  if (const Status fine = check_connection_string(conninfo.text()); !fine) return tl::unexpected(fine.error());
  return conninfo;
}

std::string Conninfo::get(std::string_view keyword) const {
  const auto at = values_.find(keyword);
  return at == values_.end() ? std::string() : at->second;
}

void Conninfo::set(std::string_view keyword, std::string value) {
  if (value.empty()) {
    if (const auto at = values_.find(keyword); at != values_.end()) values_.erase(at);
  } else {
    values_.insert_or_assign(std::string(keyword), std::move(value));
  }
}

std::vector<Conninfo::Host> Conninfo::hosts() const {
  const std::string host = get("host"), address = get("hostaddr");
  const std::vector<std::string> names = split(host), addresses = split(address), ports = split(get("port"));
  std::vector<Host> all(address.empty() ? names.size() : addresses.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < names.size()) all[i].name = names[i];
    if (i < addresses.size()) all[i].address = addresses[i];
    all[i].port = ports.size() == 1 ? ports[0] : ports[i];
    if (all[i].port.empty()) all[i].port = default_port;
    if (all[i].name.empty() && all[i].address.empty()) all[i].name = default_host();
  }
  return all;
}

bool Conninfo::on_this_machine() const {
  const std::vector<Host> all = hosts();
  return std::any_of(all.begin(), all.end(),
                     [](const Host& host) { return host.is_socket() || is_loopback(host.address); });
}

Status Conninfo::resolve() {
  std::vector<Host> pinned;
  std::optional<Error> unknown;
  for (const Host& host : hosts()) {
    if (host.is_socket() || !host.address.empty()) {
      pinned.push_back(host);
      continue;
    }
    const auto found = net::resolve(host.name, 0);
    if (!found && !unknown) unknown = found.error();
    if (!found) continue;
    for (const auto& endpoint : *found) pinned.push_back({host.name, endpoint.address().to_string(), host.port});
  }
  if (pinned.empty() && unknown) return tl::unexpected(std::move(*unknown));
  // The name stays beside its address: certificates and password files go by it.
  set("host", join(pinned, [](const Host& host) { return host.name; }));
  set("hostaddr", join(pinned, [](const Host& host) { return host.is_socket() ? "" : host.address; }));
  set("port", join(pinned, [](const Host& host) { return host.port; }));
  return {};
}

std::string Conninfo::text() const {
  std::string text;
  for (const auto& [keyword, value] : values_) {
    text.append(text.empty() ? "" : " ").append(keyword).append("='");
    for (const char c : value) {
      if (c == '\\' || c == '\'') text += '\\';
      text += c;
    }
    text += '\'';
  }
  return text;
}

std::vector<std::string> Conninfo::secrets() const {
  std::vector<std::string> all;
  for (const char* keyword : {"password", "sslpassword"}) {
    if (std::string value = get(keyword); !value.empty()) all.push_back(std::move(value));
  }
  return all;
}

}  // namespace loadtest::pg
