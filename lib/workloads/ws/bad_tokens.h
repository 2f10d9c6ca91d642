#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/ws/auth.h"
#include "workloads/ws/user_share.h"

namespace loadtest {

/// A share of the users that come a second time, with a token that the backend must refuse: every other one has
/// expired, where tokens are minted, and the others' signatures are wrong.
class BadTokens {
 public:
  enum class Flaw : std::uint8_t { expired, forged };

  BadTokens() = default;
  explicit BadTokens(UserShare users) : users_(users) {}

  const UserShare& users() const { return users_; }
  Flaw flaw_of(std::uint64_t user, const Tokens&) const;
  Secret token_of(std::uint64_t user, const Tokens&, Tokens::SystemTime now) const;

 private:
  UserShare users_;
};

/// A token whose signature (what follows its last dot; of another token all of it) is not what it was.
std::string forged(std::string token);

}  // namespace loadtest
