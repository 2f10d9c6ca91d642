#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/secret.h"
#include "core/shard_slot.h"
#include "workloads/ws/token_mint.h"

namespace loadtest {

/// The tokens that users log in with: given, one for each in turn, or minted for each.
class Tokens {
 public:
  using SystemTime = TokenMint::SystemTime;

  Tokens() = default;
  explicit Tokens(std::vector<Secret> tokens);
  explicit Tokens(TokenMint mint);
  /// One token a line; blank lines do not count. Errors (usage): no token in it, or a line that cannot be one.
  static Result<Tokens> read(std::istream&);
  /// The same from a file; "-" reads standard input. Errors (usage) also: unreadable.
  static Result<Tokens> read_file(const std::string& path);

  bool empty() const { return tokens_.empty() && !mint_; }
  const std::vector<Secret>& all() const { return tokens_; }  // those given
  const TokenMint* mint() const { return mint_.get(); }
  /// Whether every token is a JWT of one and the same user.
  bool one_subject() const;

  /// Mints for all users of a segment before the run, where minting takes so long that it would show in the run's
  /// times. Not while others use the tokens.
  void mint_ahead(ShardSlot segment, std::uint64_t users, SystemTime now);

  /// User i's token; empty where there are none. A minted one is not about to expire.
  Secret token_of(std::uint64_t user, SystemTime now = std::chrono::system_clock::now()) const;
  /// User i's id: the `sub` of its token where that is a JWT, else "user-i".
  std::string id_of(std::uint64_t user) const;

 private:
  std::vector<Secret> tokens_;
  std::vector<std::string> subjects_;  // beside tokens_
  std::shared_ptr<const TokenMint> mint_;
  std::vector<Secret> ahead_;  // by a user's number in the segment
  ShardSlot segment_{};
  SystemTime ahead_good_until_{};
};

/// The `sub` claim of a JWT; its payload is read, not verified. nullopt where it is no JWT or has none.
std::optional<std::string> jwt_subject(std::string_view token);

}  // namespace loadtest
