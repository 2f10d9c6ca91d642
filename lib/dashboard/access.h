#pragma once

#include <string>
#include <string_view>

#include "core/secret.h"
#include "dashboard/live_address.h"

namespace loadtest {

/// Who may look on and steer. A web site that somebody has open in the same browser reaches loopback, too: it is told
/// by its Origin, and by the Host of a name of its own that it let point here. Other processes do not know the token.
class Access {
 public:
  /// `port` = the one in use; `machine` = this one's name, which counts where all its addresses are served. Errors
  /// (internal): the system gives no random bytes.
  static Result<Access> make(const LiveAddress&, std::uint16_t port, std::string_view machine);

  /// Whether a request's Host header is an address at which this is served.
  bool is_ours(std::string_view host) const;
  /// Whether the upgrade was asked for by a page of ours: its origin is where the request went.
  bool from_our_page(std::string_view origin, std::string_view host) const;
  /// Takes as long for any wrong token of its length.
  bool knows_token(std::string_view token) const;

  /// What opens the page, for one pair of eyes.
  Secret url() const;

 private:
  Access(LiveAddress address, std::uint16_t port, std::string_view machine, std::string token)
      : address_(std::move(address)), port_(port), machine_(machine), token_(std::move(token)) {}

  LiveAddress address_;
  std::uint16_t port_;
  std::string machine_;
  Secret token_;  // 128 random bits in hexadecimal digits
};

}  // namespace loadtest
