#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/secret.h"

namespace loadtest {

/// The tokens that users log in with: one for each in turn.
class Tokens {
 public:
  Tokens() = default;
  explicit Tokens(std::vector<Secret> tokens);
  /// One token a line; blank lines do not count. Errors (usage): no token in it, or a line that cannot be one.
  static Result<Tokens> read(std::istream&);
  /// The same from a file; "-" reads standard input. Errors (usage) also: unreadable.
  static Result<Tokens> read_file(const std::string& path);

  bool empty() const { return tokens_.empty(); }
  std::size_t size() const { return tokens_.size(); }
  const std::vector<Secret>& all() const { return tokens_; }
  /// Whether the only token is a JWT, which names one user.
  bool single_jwt() const { return tokens_.size() == 1 && !subjects_.front().empty(); }

  /// User i's token; empty where there are none.
  const Secret& token_of(std::uint64_t user) const;
  /// User i's id: the `sub` of its token where that is a JWT, else "user-i".
  std::string id_of(std::uint64_t user) const;

 private:
  std::vector<Secret> tokens_;
  std::vector<std::string> subjects_;  // beside tokens_
};

/// The `sub` claim of a JWT; its payload is read, not verified. nullopt where it is no JWT or has none.
std::optional<std::string> jwt_subject(std::string_view token);

}  // namespace loadtest
