#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace loadtest {

/// A value that must never be shown: it has no operator<<, and reading it takes a word that reviewers can search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string value_;
};

/// Replaces known secrets by "***" in whatever is about to leave the process, also where a target echoes them.
class Redactor {
 public:
  /// Also finds the value percent-encoded or as in JSON. Shorter ones than six characters are not searched for: they
  /// would mask ordinary words. What looks like a JSON Web Token is masked without having been added.
  void add(std::string_view secret);
  std::string redact(std::string text) const;

 private:
  std::unordered_map<std::uint64_t, std::vector<std::string>> by_tail_;  // by their last bytes: one pass over the text
};

/// An address with its secrets replaced by "***": of a URL the password of its userinfo and the values of token-like
/// query keys, of a libpq connection string ("host=x password='a b'") the values of its passwords.
std::string mask_url(std::string_view url);

/// What mask_url() hides in an address, for a Redactor: as it is written there and, where that differs, as it is meant.
std::vector<std::string> address_secrets(std::string_view address);

}  // namespace loadtest
