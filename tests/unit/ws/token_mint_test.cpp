#include "workloads/ws/token_mint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jwt/base64url.h"
#include "workloads/ws/auth.h"
#include "workloads/ws/bad_token_knock.h"
#include "workloads/ws/bad_tokens.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const TokenMint::SystemTime noon{std::chrono::seconds(1'800'000'000)};

Result<TokenMint> mint_of(std::string_view claims, std::vector<std::string> subjects = {}) {
  return TokenMint::make(*jwt::SigningKey::read("s3cret"), claims, 1h, std::move(subjects));
}

std::string part_of(const std::string& token, int part) {
  std::size_t from = 0;
  for (; part > 0; --part) from = token.find('.', from) + 1;
  return jwt::base64url_decode(token.substr(from, token.find('.', from) - from)).value_or("not base64url");
}

TEST(TokenMint, GivesEachUserTheUsualClaimsAndWhatWasAskedFor) {
  const struct {
    std::string_view what, claims, payload;
  } cases[] = {
      {"as they are", "{}",
       R"({"sub":"user-7","role":"authenticated","aud":"authenticated","iat":1800000000,"exp":1800003600})"},
      {"more, with the user's id in it", R"({ "email": "{user}@example.com" })",
       R"({"sub":"user-7","role":"authenticated","aud":"authenticated","iat":1800000000,"exp":1800003600,)"
       R"("email": "user-7@example.com"})"},
      {"others", R"({"sub":"u/{user}","role":"admin","aud":["a"],"iat":1,"exp":2})",
       R"({"sub":"u/user-7","role":"admin","aud":["a"],"iat":1,"exp":2})"},
  };
  for (const auto& c : cases) {
    const auto mint = mint_of(c.claims);
    ASSERT_TRUE(mint.has_value()) << c.what;
    const std::string token = mint->mint(7, noon);
    EXPECT_EQ(part_of(token, 0), R"({"alg":"HS256","typ":"JWT"})");
    EXPECT_EQ(part_of(token, 1), c.payload) << c.what;
    EXPECT_EQ(jwt_subject(token), mint->id_of(7)) << c.what;
  }
}

TEST(TokenMint, NamesTheSubjectsGivenInTurn) {
  const auto mint = mint_of("{}", {"a\"b", "c"});
  EXPECT_EQ(mint->id_of(2), "a\"b");
  EXPECT_EQ(jwt_subject(mint->mint(2, noon)), "a\"b");
  EXPECT_EQ(mint->id_of(3), "c");
  EXPECT_FALSE(mint->one_subject());
  EXPECT_TRUE(mint_of("{}", {"only"})->one_subject());
  EXPECT_TRUE(mint_of(R"({"sub":"me"})")->one_subject());
  EXPECT_FALSE(mint_of(R"({"sub":"{user}"})")->one_subject());
}

TEST(TokenMint, SaysWhatIsWrongWithTheClaims) {
  EXPECT_THAT(mint_of("{role: 1}").error().message, HasSubstr("not JSON from character 2 on"));
  EXPECT_THAT(mint_of("[]").error().message, HasSubstr("a JSON object"));
  EXPECT_THAT(mint_of(R"({"sub":""})").error().message, HasSubstr("sub is empty"));
}

TEST(Tokens, MintedAheadAreUsedUntilTheyAreAboutToExpire) {
  // Minting is not slow with a secret, so none is minted ahead: each connection has a token of its own time.
  Tokens tokens(*mint_of("{}"));
  tokens.mint_ahead({1, 2}, 3, noon);
  EXPECT_THAT(part_of(tokens.token_of(5, noon + 10s).reveal(), 1), HasSubstr("\"iat\":1800000010,"));
  EXPECT_EQ(tokens.id_of(5), "user-5");
}

TEST(UserShare, IsSpreadEvenlyAndExact) {
  const UserShare bad(0.05);
  EXPECT_EQ(bad.count(100), 5U);
  EXPECT_EQ(bad.count(19), 0U);
  EXPECT_EQ(UserShare(0.29).count(100), 29U) << "0.29 * 100 is less in binary";
  std::uint64_t found = 0;
  for (std::uint64_t user = 0; user < 1000; ++user) found += bad.has(user) ? 1 : 0;
  EXPECT_EQ(found, 50U);
  EXPECT_EQ(UserShare(1).count(3), 3U);
  EXPECT_EQ(UserShare().count(1'000'000), 0U);
}

TEST(BadTokens, AreExpiredOrForgedInTurn) {
  const BadTokens bad(UserShare(0.5));
  const Tokens tokens(*mint_of("{}"));
  EXPECT_EQ(bad.flaw_of(1, tokens), BadTokens::Flaw::expired);
  EXPECT_EQ(bad.flaw_of(3, tokens), BadTokens::Flaw::forged);
  EXPECT_THAT(part_of(bad.token_of(1, tokens, noon).reveal(), 1), HasSubstr("\"exp\":1799996400"));
  const std::string good = tokens.token_of(3, noon).reveal(), other = bad.token_of(3, tokens, noon).reveal();
  EXPECT_EQ(part_of(other, 1), part_of(good, 1));
  EXPECT_NE(part_of(other, 2), part_of(good, 2)) << "the signature's bytes, not only how they are written";
  EXPECT_EQ(bad.flaw_of(1, Tokens({Secret("a.b.c")})), BadTokens::Flaw::forged) << "what is not minted cannot expire";
  EXPECT_EQ(forged("Abc"), "Bbc") << "of what is no JWT";
}

TEST(BadTokens, AreRefusedByWhatSaysSo) {
  for (const int code : {1008, 3000, 3003, 4001, 4999})
    EXPECT_TRUE(is_refusal({"close " + std::to_string(code), static_cast<std::uint16_t>(code), "", true})) << code;
  for (const int code : {1000, 1001, 1006, 1011, 5000})
    EXPECT_FALSE(is_refusal({"close " + std::to_string(code), static_cast<std::uint16_t>(code), "", true})) << code;
  EXPECT_TRUE(is_refusal({"upgrade 401", 0, "", false}));
  EXPECT_TRUE(is_refusal({"upgrade 403", 0, "", false}));
  for (const std::string_view kind : {"upgrade 404", "upgrade 500", "eof", "reset"})
    EXPECT_FALSE(is_refusal({std::string(kind), 0, "", false})) << kind;
}

}  // namespace
}  // namespace loadtest
