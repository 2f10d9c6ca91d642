#include "jwt/signing_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <array>

#include "core/text.h"

namespace loadtest::jwt {

namespace {

constexpr std::size_t half_of_es256 = 32;  // r and s, each as long as the curve's order

// Without it OpenSSL would ask at the terminal.
int no_password(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

std::string hmac(const std::string& secret, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string digest_sign(EVP_PKEY* key, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto* const from = reinterpret_cast<const unsigned char*>(text.data());
  std::string bytes(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t size = bytes.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size, from, text.size()) != 1) {
    ERR_clear_error();
    return {};
  }
  bytes.resize(size);
  return bytes;
}

// OpenSSL writes two numbers in DER; tokens have their bytes, each with all its leading zeros.
std::string without_der(const std::string& der) {
  const auto* from = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> numbers(
      d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size())), ECDSA_SIG_free);
  if (!numbers) return {};
  std::array<unsigned char, 2 * half_of_es256> bytes{};
  BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), bytes.data(), half_of_es256);
  BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), bytes.data() + half_of_es256, half_of_es256);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool on_p256(EVP_PKEY* key) {
  std::array<char, 80> curve{};
  std::size_t size = 0;
  return EVP_PKEY_get_group_name(key, curve.data(), curve.size(), &size) == 1 &&
         std::string_view(curve.data()) == "prime256v1";
}

}  // namespace

Result<SigningKey> SigningKey::read(std::string_view text) {
  if (text.find("-----BEGIN ") != std::string_view::npos) return read_pem(text);
  const std::string_view secret = without_blanks(text);
  if (secret.empty())
    return fail(ErrorKind::usage, "there is no secret in it", "the secret of HS256, or a private key in PEM format");
  return SigningKey("HS256", Secret(std::string(secret)), nullptr);
}

Result<SigningKey> SigningKey::read_pem(std::string_view text) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  bool encrypted = false;
  const std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, &encrypted),
                                      EVP_PKEY_free);
  ERR_clear_error();
  if (encrypted)
    return fail(ErrorKind::usage, "the private key is encrypted", "openssl pkey -in FILE writes it without a password");
  if (!key)
    return fail(ErrorKind::usage, "there is no private key in it that can be read",
                "tokens are signed with the private key, not with the public one or a certificate");
  const int kind = EVP_PKEY_get_base_id(key.get());
  const bool ec = kind == EVP_PKEY_EC && on_p256(key.get());
  if (!ec && kind != EVP_PKEY_RSA)
    return fail(ErrorKind::usage, "the private key is neither RSA (RS256) nor on the curve P-256 (ES256)",
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 makes one");
  return SigningKey(ec ? "ES256" : "RS256", Secret(), key);
}

std::string SigningKey::sign(std::string_view text) const {
  if (!key_) return hmac(secret_.reveal(), text);
  const std::string bytes = digest_sign(key_.get(), text);
  return algorithm_ == "ES256" ? without_der(bytes) : bytes;
}

}  // namespace loadtest::jwt
