#include "core/secret.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(Redactor, MasksSecretsWhereverTheyTurnUp) {
  Redactor redactor;
  redactor.add("s3cret-token");
  redactor.add("p@ss word!");
  redactor.add("quo\"te\\d");
  redactor.add("short");  // under six characters: not searched for
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"", ""},
      {"nothing here", "nothing here"},
      {"s3cret-token", "***"},
      {"a s3cret-token, and s3cret-token", "a ***, and ***"},
      {"s3cret-tokens3cret-token", "******"},
      {"s3cret-toke", "s3cret-toke"},                     // not the whole of it
      {"?token=p%40ss%20word%21&x", "?token=***&x"},      // in a URL
      {R"({"said":"quo\"te\\d"})", R"({"said":"***"})"},  // in JSON
      {"a short word", "a short word"},
  };
  for (const auto& c : cases) EXPECT_EQ(redactor.redact(std::string(c.text)), c.expected);
}

TEST(Redactor, LeavesNoRestWhereSecretsOverlap) {
  Redactor redactor;
  redactor.add("abcdefgh");
  redactor.add("abcdefghijkl");  // begins alike
  redactor.add("fghijklmno");    // overlaps
  redactor.add("cdefgh");        // ends alike
  EXPECT_EQ(redactor.redact("<abcdefghijkl>"), "<***>");
  EXPECT_EQ(redactor.redact("<abcdefghijklmno>"), "<***>");
  EXPECT_EQ(redactor.redact("<abcdefgh>"), "<***>");
}

TEST(Redactor, IsQuickWithManyTokens) {
  Redactor redactor;
  for (int i = 0; i < 20'000; ++i) redactor.add("eyJhbGciOiJIUzI1NiJ9.payload." + std::to_string(1'000'000 + i));
  std::string text(2'000'000, 'x');
  text += "eyJhbGciOiJIUzI1NiJ9.payload.1019999";
  EXPECT_TRUE(redactor.redact(std::move(text)).ends_with("xx***"));
}

TEST(MaskUrl, HidesPasswordsAndTokens) {
  const struct {
    std::string_view url, expected;
  } cases[] = {
      {"ws://localhost:8000/api/v1/pam", "ws://localhost:8000/api/v1/pam"},
      {"wss://me:secret@host/x", "wss://me:***@host/x"},
      {"wss://me@host/x", "wss://me@host/x"},
      {"wss://me:pa/ss?w@host/x", "wss://me:***@host/x"},        // a password that should have been encoded
      {"wss://me:a@b@host", "wss://me:***@host"},                //
      {"ws://host:8000/users/@me", "ws://host:8000/users/@me"},  // a port is no password
      {"ws://[::1]:8000/@x", "ws://[::1]:8000/@x"},              // nor is an address
      {"wss://me:secret@[::1]:80/", "wss://me:***@[::1]:80/"},   //
      {"ws://h/p?token=abc&x=1", "ws://h/p?token=***&x=1"},
      {"ws://h/p?x=1&access_token=abc#f", "ws://h/p?x=1&access_token=***#f"},
      {"ws://h/p?API-KEY=abc;X-Amz-Signature=d", "ws://h/p?API-KEY=***;X-Amz-Signature=***"},
      {"ws://h/p?%74oken=abc", "ws://h/p?%74oken=***"},            // the key in disguise
      {"ws://h/p#access_token=abc", "ws://h/p#access_token=***"},  // in the fragment
      {"ws://h/p?token=a=b", "ws://h/p?token=***"},
      {"ws://h/p?token=", "ws://h/p?token="},
      {"ws://h/p?token", "ws://h/p?token"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(mask_url(c.url), c.expected);
}

}  // namespace
}  // namespace loadtest
