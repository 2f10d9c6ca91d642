#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/secret.h"

typedef struct evp_pkey_st EVP_PKEY;

namespace loadtest::jwt {

/// What tokens are signed with. Many threads may sign with one.
class SigningKey {
 public:
  /// What a file holds: a private key in PEM format, RSA (RS256) or on the curve P-256 (ES256), else the secret of
  /// HS256 itself, without blanks around it. Errors (usage): empty, another kind of key, encrypted, or no private one.
  static Result<SigningKey> read(std::string_view text);

  std::string_view algorithm() const { return algorithm_; }  // as in a token's header, "HS256"
  /// Whether a signature takes so long (a third of a millisecond) that it may not be made between others' messages.
  bool slow() const { return algorithm_ == "RS256"; }
  /// The signature's bytes as tokens have them (RFC 7518, section 3).
  std::string sign(std::string_view text) const;

 private:
  SigningKey(std::string_view algorithm, Secret secret, std::shared_ptr<EVP_PKEY> key)
      : algorithm_(algorithm), secret_(std::move(secret)), key_(std::move(key)) {}
  static Result<SigningKey> read_pem(std::string_view text);

  std::string_view algorithm_;
  Secret secret_;                  // of HS256
  std::shared_ptr<EVP_PKEY> key_;  // of the others
};

}  // namespace loadtest::jwt
