#include "net/source_addresses.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/udp.hpp>
#include <cerrno>
#include <cstring>
#include <string>

#include "core/text.h"

namespace loadtest::net {

namespace {

using Address = boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

constexpr std::size_t addresses_max = 65'536;

tl::unexpected<Error> bad(std::string what, std::string hint = "write 127.0.0.2,127.0.0.3 or 127.0.0.2-127.0.0.20") {
  return fail(ErrorKind::usage, std::move(what), std::move(hint));
}

Result<Address> read(std::string_view text) {
  boost::system::error_code error;
  const Address address = boost::asio::ip::make_address(std::string(text), error);
  if (error) return bad("\"" + std::string(text) + "\" is not an IP address");
  if (address.is_unspecified()) return bad("\"" + std::string(text) + "\" is no single address");
  return address;
}

Address after(const Address& address) {
  if (address.is_v4()) return address_v4(address.to_v4().to_uint() + 1);
  auto bytes = address.to_v6().to_bytes();
  for (auto byte = bytes.rbegin(); byte != bytes.rend() && ++*byte == 0; ++byte) {
  }
  return address_v6(bytes, address.to_v6().scope_id());
}

/// A datagram socket: it tells of addresses and ways without a packet.
class Feeler {
 public:
  explicit Feeler(const Address& source)
      : fd_(::socket(source.is_v4() ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const boost::asio::ip::udp::endpoint at(source, 0);
    bound_ = fd_ >= 0 && ::bind(fd_, at.data(), static_cast<socklen_t>(at.size())) == 0;
  }
  ~Feeler() {
    if (fd_ >= 0) ::close(fd_);
  }
  Feeler(const Feeler&) = delete;
  Feeler& operator=(const Feeler&) = delete;

  bool bound() const { return bound_; }
  bool reaches(const Address& target) const {
    constexpr unsigned short discard = 9;
    const boost::asio::ip::udp::endpoint to(target, discard);
    return bound_ && ::connect(fd_, to.data(), static_cast<socklen_t>(to.size())) == 0;
  }

 private:
  int fd_;
  bool bound_ = false;
};

}  // namespace

Result<SourceAddresses> SourceAddresses::parse(std::string_view text) {
  SourceAddresses all;
  for (bool more = true; more;) {
    const auto comma = text.find(',');
    more = comma != std::string_view::npos;
    const std::string_view part = without_blanks(text.substr(0, comma));
    if (more) text.remove_prefix(comma + 1);
    const auto dash = part.find('-');
    const auto first = read(without_blanks(part.substr(0, dash)));
    if (!first) return tl::unexpected(first.error());
    const auto last = dash == std::string_view::npos ? first : read(without_blanks(part.substr(dash + 1)));
    if (!last) return tl::unexpected(last.error());
    if (first->is_v4() != last->is_v4() || *last < *first)
      return bad("the range \"" + std::string(part) + "\" does not go from an address up to another of its kind");
    if (const auto added = all.add(*first, *last); !added) return tl::unexpected(added.error());
  }
  return all;
}

Status SourceAddresses::add(const Address& first, const Address& last) {
  auto& list = first.is_v4() ? v4_ : v6_;
  const std::size_t before = list.size();
  for (Address at = first;; at = after(at)) {
    if (v4_.size() + v6_.size() == addresses_max) return bad("these are more than 65,536 addresses", "give fewer");
    list.push_back(at);
    if (at == last) break;
  }
  for (std::size_t i = 0; i < before; ++i) {
    if (!(list[i] < first) && !(last < list[i])) return bad("\"" + list[i].to_string() + "\" is given twice", "");
  }
  return {};
}

SourceAddresses SourceAddresses::loopback(unsigned segment, std::size_t count) {
  constexpr unsigned networks = 254, apart = 1024;  // 127.1 to 127.254; those that share one lie so far apart in it
  const unsigned network = 127u << 24 | (1 + segment % networks) << 16;
  SourceAddresses all;
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = static_cast<unsigned>(i + 1 + std::size_t{apart} * (segment / networks)) & 0xffffu;
    all.v4_.emplace_back(address_v4(network | number));
  }
  return all;
}

const SourceAddresses::Address* SourceAddresses::pick(bool v4, std::uint64_t nth) const {
  const auto& list = of(v4);
  return list.empty() ? nullptr : &list[nth % list.size()];
}

Status SourceAddresses::check_ours() const {
  for (const auto* list : {&v4_, &v6_}) {
    for (const Address& address : *list) {
      if (is_ours(address)) continue;
      return bad("\"" + address.to_string() + "\" is no address of this machine", "`ip address` shows those it has");
    }
  }
  return {};
}

bool is_ours(const Address& address) { return Feeler(address).bound(); }

Status check_way(const Address& source, const Address& target) {
  if (Feeler(source).reaches(target)) return {};
  return fail(ErrorKind::config,
              "there is no way from " + source.to_string() + " to " + target.to_string() + ": " + std::strerror(errno),
              "choose local addresses of the network that leads there");
}

}  // namespace loadtest::net
