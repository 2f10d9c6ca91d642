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

TEST(Redactor, MasksWhatLooksLikeAJwtUnasked) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"no eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln-_w, sorry", "no ***, sorry"},
      {"token=eyJhbGciOiJIUzI1NiIsInR5", "token=***"},  // cut off by who said it
      {"/ws/eyJhbGciOiJIUzI1NiJ9.eyJzdWIi", "/ws/***"},
      {"eyJust a word", "eyJust a word"},
      {"HISTFAAAB/eyJhbGciOiJIUzI1NiIsInR5+eyJhbGciOiJIUzI1NiIsInR5",
       "HISTFAAAB/eyJhbGciOiJIUzI1NiIsInR5+eyJhbGciOiJIUzI1NiIsInR5"},  // a histogram
  };
  for (const auto& c : cases) EXPECT_EQ(Redactor().redact(std::string(c.text)), c.expected);
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
      {"me:secret@host/x", "me:***@host/x"},                 // the scheme forgotten
      {"owner=a:b@example.com", "owner=a:b@example.com"},    // what stands before is no name
      {"nightly at 12:30 @home", "nightly at 12:30 @home"},  //
      {"postgresql://h/db?user=me&password=a%20b", "postgresql://h/db?user=me&password=***"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(mask_url(c.url), c.expected);
}

TEST(MaskUrl, HidesThePasswordsOfConnectionStrings) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"host=x password=abc", "host=x password=***"},
      {"password=abc host=x", "password=*** host=x"},
      {"host=x password='a b' dbname=d", "host=x password=*** dbname=d"},
      {R"(password='it\'s @ home' user=me)", "password=*** user=me"},  // an escaped quote
      {R"(password=a\ b user=me)", "password=*** user=me"},            // an escaped space
      {"password = abc\nuser = me", "password = ***\nuser = me"},      // spaces around the sign
      {"host=x PASSWORD=abc sslpassword=y", "host=x PASSWORD=*** sslpassword=***"},
      {"password='never closed host=x", "password=***"},
      {"oauth_client_secret=abc", "oauth_client_secret=***"},
      {"password=a:b@c?token=d", "password=***"},  // what looks like a URL in it
      {"dbname=postgresql://me:abc@h/d password=e", "dbname=postgresql://me:***@h/d password=***"},
      {"passfile=/home/me/.pgpass sslkey=/k.pem", "passfile=/home/me/.pgpass sslkey=/k.pem"},  // paths
      {"host=x  dbname=d ", "host=x  dbname=d "},
      {"password=", "password="},
      {"db.query.success > 99%", "db.query.success > 99%"},
      {"80:20", "80:20"},
  };
  for (const auto& c : cases) EXPECT_EQ(mask_url(c.text), c.expected);
}

TEST(AddressSecrets, AreWhatMaskUrlHidesAsWrittenAndAsMeant) {
  const struct {
    std::string_view address;
    std::vector<std::string> secrets;
  } cases[] = {
      {"postgresql://me:0123abcd@/d?host=%2Ftmp%2Fx&port=1", {"0123abcd"}},
      {"postgresql://me:0123abcd@127.0.0.1:5433/d", {"0123abcd"}},
      {"wss://me:p%40ss@host/x?token=a%20b", {"p%40ss", "p@ss", "a%20b", "a b"}},  // encoded
      {"ws://h/p?x=1&access_token=abc&token=#f", {"abc"}},                         // an empty one is none
      {"host=x password=abc user=me", {"abc"}},
      {R"(password='it\'s @ home' user=me)", {R"('it\'s @ home')", "it's @ home"}},  // quoted
      {R"(password=a\ b passfile=/x)", {R"(a\ b)", "a b"}},
      {"password='never closed", {"'never closed", "never closed"}},
      {"dbname=postgresql://me:abc@h/d password=e", {"e", "abc"}},
      {"ws://localhost:8000/api/v1/pam", {}},
      {"", {}},
  };
  for (const auto& c : cases) EXPECT_EQ(address_secrets(c.address), c.secrets) << c.address;
}

}  // namespace
}  // namespace loadtest
