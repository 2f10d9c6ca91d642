#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "jwt/signing_key.h"

namespace loadtest {

/// Makes a token for each user, as the backend's own issuer would: signed with its key, naming the user as `sub`.
class TokenMint {
 public:
  using SystemTime = std::chrono::system_clock::time_point;

  /// `claims` = a JSON object whose members come beside the usual ones or in their place; {user} in it is the user's
  /// id. `subjects` = the users' ids, given in turn; empty = user-0, user-1 and so on. Errors (usage): claims that are
  /// no JSON object, or whose `sub` is empty.
  static Result<TokenMint> make(jwt::SigningKey key, std::string_view claims, Nanos ttl,
                                std::vector<std::string> subjects);

  /// The `sub` of a user's tokens.
  std::string id_of(std::uint64_t user) const;
  std::string mint(std::uint64_t user, SystemTime now) const;
  /// One that is right but for its time: it expired an hour ago. Only where the claims have no `exp` of their own.
  std::string mint_expired(std::uint64_t user, SystemTime now) const;

  Nanos ttl() const { return ttl_; }
  const jwt::SigningKey& key() const { return key_; }
  /// The claims say themselves when tokens expire.
  bool fixed_expiry() const { return fixed_expiry_; }
  /// All users are the same one to the backend.
  bool one_subject() const;

 private:
  TokenMint(jwt::SigningKey key, Nanos ttl, std::vector<std::string> subjects);
  std::string name_of(std::uint64_t user) const;

  jwt::SigningKey key_;
  Nanos ttl_;
  std::vector<std::string> subjects_;
  std::string head_;         // the token's first part, with its dot
  std::string usual_;        // the usual claims that are the same for all
  std::string own_claims_;   // the members of what was given, without its braces
  std::string own_subject_;  // where they name one
  bool fixed_start_ = false, fixed_expiry_ = false;
};

}  // namespace loadtest
