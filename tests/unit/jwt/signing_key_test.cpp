#include "jwt/signing_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jwt/base64url.h"

namespace loadtest::jwt {
namespace {

// Made for this test, and good for nothing else.
constexpr std::string_view p256 = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+fAKRckG/WrTlkMR
vOdCE1o/NyC191VcI0oLy8AvoDWhRANCAASTHEyokYlXXAsw8PFTegvrRdKjP3lE
yaKsA+TCGU+sGR/bfNo4UXexao34xdXleE9kdlNYUniJsilueKq/quY/
-----END PRIVATE KEY-----
)";
constexpr std::string_view p256_encrypted = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi3+TUHIEJ+IwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMIbFGB8ber1EyQOXEpIhloEgZAK
yGq9qlmoDdBRe1u+cdD4L8GDjW7OnXFbzOZskPP3u6zVQNdnjjMK4jPDAGAazQqc
3oECqyfFiTDn9FWZzshYJm/wF2G7IWNERi0UtOhPJ81BSkW7hD55TyVmS3E5p3fJ
xO/dLcp4S5NRke0rPVR1HmVqKmE1jTMehlYtyk7WtQus5ESkcxqdThadZj3Pq+0=
-----END ENCRYPTED PRIVATE KEY-----
)";
constexpr std::string_view p256_public = R"(-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkxxMqJGJV1wLMPDxU3oL60XSoz95
RMmirAPkwhlPrBkf23zaOFF3sWqN+MXV5XhPZHZTWFJ4ibIpbniqv6rmPw==
-----END PUBLIC KEY-----
)";
constexpr std::string_view p384 = R"(-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDPG8jA6F48YpidrRy3
W3EXWf6zBIi4BrcdkJEjz/frA2D6d4ILwmbXxNuydXITz3uhZANiAATxi+3fNeRb
IhOId7kEnFlqBU3eMO/CZ08zeKz+cDHVo3N+WPrrfqat85nVu93V4+yT3e78pg61
9gPUn/WHQW4+HipyenxWmBfypozshI9QQr+0N0vDVbWEIYuI466Vkt4=
-----END PRIVATE KEY-----
)";

TEST(SigningKey, ASecretSignsAsTheStandardsExampleDoes) {
  // RFC 7515, A.1: its key is 64 bytes, given there in base64url.
  const auto secret =
      base64url_decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const auto key = SigningKey::read(*secret);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->algorithm(), "HS256");
  EXPECT_EQ(base64url_encode(key->sign("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4"
                                       "MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ")),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

TEST(SigningKey, OfAnEllipticCurveSignaturesAreTwoNumbersOfFixedLength) {
  const auto key = SigningKey::read(p256);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->algorithm(), "ES256");
  // One number in 256 begins with a zero byte, which DER leaves out.
  for (int i = 0; i < 600; ++i) ASSERT_EQ(key->sign(std::to_string(i)).size(), 64U) << i;
}

TEST(SigningKey, BlanksAroundASecretDoNotCount) {
  EXPECT_EQ(SigningKey::read(" s3cret\r\n")->sign("x"), SigningKey::read("s3cret")->sign("x"));
}

TEST(SigningKey, SaysWhatIsWrongWithAKey) {
  const struct {
    std::string_view text, said;
  } cases[] = {
      {" \n", "no secret"},
      {p384, "neither RSA"},
      {p256_encrypted, "encrypted"},
      {p256_public, "no private key"},
      {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key"},
  };
  for (const auto& c : cases) {
    const auto key = SigningKey::read(c.text);
    ASSERT_FALSE(key.has_value()) << c.said;
    EXPECT_THAT(key.error().line(), ::testing::HasSubstr(c.said));
  }
}

TEST(Base64Url, ReadsWhatItWrote) {
  const struct {
    std::string_view bytes, text;
  } cases[] = {{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"\xfb\xff\xfe", "-__-"}};
  for (const auto& c : cases) {
    EXPECT_EQ(base64url_encode(c.bytes), c.text);
    EXPECT_EQ(base64url_decode(c.text), c.bytes);
  }
  EXPECT_EQ(base64url_decode("Zg=="), "f");
  EXPECT_FALSE(base64url_decode("Z+8").has_value());
}

}  // namespace
}  // namespace loadtest::jwt
