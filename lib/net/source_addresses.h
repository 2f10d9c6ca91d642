#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace loadtest::net {

/// Local addresses to connect from. Where a target's family has none, the kernel chooses.
class SourceAddresses {
 public:
  using Address = boost::asio::ip::address;

  /// "127.0.0.2,127.0.0.9" or "127.0.0.2-127.0.0.20", of IPv4 and IPv6, also both by commas. Errors (usage): not an
  /// address, a range that ends before it begins, one that is given twice, or more than 65,536.
  static Result<SourceAddresses> parse(std::string_view text);
  /// So many of 127.0.0.0/8. Each segment has others: 127.(1+K).x.y.
  static SourceAddresses loopback(unsigned segment, std::size_t count);

  bool empty() const { return v4_.empty() && v6_.empty(); }
  std::size_t count(bool v4) const { return of(v4).size(); }
  /// The nth in turn, or null for the kernel's choice.
  const Address* pick(bool v4, std::uint64_t nth) const;
  /// Errors (usage): one is not an address of this machine.
  Status check_ours() const;

 private:
  const std::vector<Address>& of(bool v4) const { return v4 ? v4_ : v6_; }
  Status add(const Address& first, const Address& last);

  std::vector<Address> v4_, v6_;
};

/// Whether a packet from `source` finds a way to `target`; none is sent. Errors (config).
Status check_way(const boost::asio::ip::address& source, const boost::asio::ip::address& target);

/// Whether this is an address of this machine.
bool is_ours(const boost::asio::ip::address&);

}  // namespace loadtest::net
