#include "workloads/ws/token_mint.h"

#include <algorithm>

#include "core/json_check.h"
#include "core/json_scan.h"
#include "core/text.h"
#include "jwt/base64url.h"

namespace loadtest {

namespace {

constexpr std::string_view user_place = "{user}";
constexpr auto expired_since = std::chrono::hours(1);  // far beyond what clocks may differ

std::string json_string(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ') {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string with_user(std::string text, std::string_view user) {
  for (std::size_t at = 0; (at = text.find(user_place, at)) != std::string::npos; at += user.size())
    text.replace(at, user_place.size(), user);
  return text;
}

std::int64_t unix_seconds(TokenMint::SystemTime at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

void add_claim(std::string& claims, std::string_view name, std::string_view value) {
  if (!claims.empty()) claims += ',';
  claims.append("\"").append(name).append("\":").append(value);
}

Status check_claims(std::string_view claims) {
  if (const auto at = json_wrong_at(claims))
    return fail(ErrorKind::usage, "this is not JSON from character " + std::to_string(*at + 1) + " on",
                R"(write it as '{"role":"authenticated","email":"{user}@example.com"}')");
  if (!claims.starts_with('{'))
    return fail(ErrorKind::usage, "claims are a JSON object", R"(write it as '{"role":"authenticated"}')");
  if (json_field(claims, "sub") == "") return fail(ErrorKind::usage, "the claim sub is empty", "leave it out");
  return {};
}

}  // namespace

TokenMint::TokenMint(jwt::SigningKey key, Nanos ttl, std::vector<std::string> subjects)
    : key_(std::move(key)), ttl_(ttl), subjects_(std::move(subjects)) {
  head_ = jwt::base64url_encode("{\"alg\":\"" + std::string(key_.algorithm()) + "\",\"typ\":\"JWT\"}") + ".";
}

Result<TokenMint> TokenMint::make(jwt::SigningKey key, std::string_view claims, Nanos ttl,
                                  std::vector<std::string> subjects) {
  claims = without_blanks(claims);
  if (const auto checked = check_claims(claims); !checked) return tl::unexpected(checked.error());
  TokenMint mint(std::move(key), ttl, std::move(subjects));
  const auto given = [claims](std::string_view name) { return json_field(claims, name).has_value(); };
  for (const auto& [name, value] : {std::pair("role", "\"authenticated\""), std::pair("aud", "\"authenticated\"")}) {
    if (!given(name)) add_claim(mint.usual_, name, value);
  }
  mint.own_claims_ = without_blanks(claims.substr(1, claims.size() - 2));
  if (const auto subject = json_field(claims, "sub")) mint.own_subject_ = json_unescape(*subject);
  mint.fixed_start_ = given("iat");
  mint.fixed_expiry_ = given("exp");
  return mint;
}

std::string TokenMint::name_of(std::uint64_t user) const {
  return subjects_.empty() ? "user-" + std::to_string(user) : subjects_[user % subjects_.size()];
}

std::string TokenMint::id_of(std::uint64_t user) const {
  return own_subject_.empty() ? name_of(user) : with_user(own_subject_, name_of(user));
}

bool TokenMint::one_subject() const {
  if (own_subject_.empty()) return subjects_.size() == 1;
  return own_subject_.find(user_place) == std::string::npos || subjects_.size() == 1;
}

std::string TokenMint::mint(std::uint64_t user, SystemTime now) const {
  const std::string name = json_string(name_of(user));
  std::string claims;
  if (own_subject_.empty()) add_claim(claims, "sub", '"' + name + '"');
  if (!usual_.empty()) claims += (claims.empty() ? "" : ",") + usual_;
  if (!fixed_start_) add_claim(claims, "iat", std::to_string(unix_seconds(now)));
  if (!fixed_expiry_) {
    const auto end = now + std::chrono::duration_cast<std::chrono::system_clock::duration>(ttl_);
    add_claim(claims, "exp", std::to_string(unix_seconds(end)));
  }
  if (!own_claims_.empty()) claims += (claims.empty() ? "" : ",") + with_user(own_claims_, name);
  std::string token = head_ + jwt::base64url_encode('{' + claims + '}');
  return token + "." + jwt::base64url_encode(key_.sign(token));
}

std::string TokenMint::mint_expired(std::uint64_t user, SystemTime now) const {
  return mint(user, now - expired_since - std::chrono::duration_cast<std::chrono::system_clock::duration>(ttl_));
}

}  // namespace loadtest
