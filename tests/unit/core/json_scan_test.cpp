#include "core/json_scan.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#include "core/random.h"

namespace loadtest {
namespace {

TEST(JsonField, FindsTopLevelValues) {
  const struct {
    std::string_view json, key, expected;
  } cases[] = {
      {R"({"type":"chat"})", "type", "chat"},                                // the common case
      {R"( { "a" : 1 , "type" : "pong" } )", "type", "pong"},                // blanks anywhere
      {R"({"data":{"type":"inner"},"type":"outer"})", "type", "outer"},      // not the nested one
      {R"({"list":[1,"}",{"type":"x"}],"type":"y"})", "type", "y"},          // brackets within strings
      {R"({"text":"say \"type\":\"no\" \\","type":"yes"})", "type", "yes"},  // quotes and backslashes within strings
      {R"({"n":-1.5e+3,"b":true})", "n", "-1.5e+3"},                         // numbers as text
      {R"({"n":-1.5e+3,"b":true})", "b", "true"},                            //
      {R"({"n":null})", "n", "null"},                                        //
      {R"({"o":{"a":[1,2]}})", "o", R"({"a":[1,2]})"},                       // objects as text
      {R"({"o":[[]],"x":1})", "o", "[[]]"},                                  //
      {R"({"s":""})", "s", ""},                                              // empty
      {R"({"s":"a\nb"})", "s", "a\\nb"},                                     // escapes untouched
      {R"({"a":1,"a":2})", "a", "1"},                                        // the first of two
      {R"({"type":"x", then rubbish)", "type", "x"},                         // what comes after is not read
  };
  for (const auto& c : cases) {
    const auto found = json_field(c.json, c.key);
    ASSERT_TRUE(found) << c.json;
    EXPECT_EQ(*found, c.expected) << c.json;
  }
}

TEST(JsonField, HasNothingWhereNothingIs) {
  const std::string_view cases[] = {
      "",                     // nothing
      "   ",                  //
      "hello",                // not JSON
      "[\"type\"]",           // not an object
      "\"type\"",             //
      "{}",                   // lacks the key
      R"({"typ":"x"})",       //
      R"({"x":{"type":1}})",  // only a nested one
      R"({"type")",           // cut off at every place
      R"({"type":)",          //
      R"({"type":"x)",        //
      R"({"type":"x\")",      //
      R"({"type":"x\)",       //
      R"({"type":12)",        // the number may go on
      R"({"type":{"a":1)",    //
      R"({"type":[1,2)",      //
      R"({"a":1 "type":2})",  // no comma
      R"({"type":})",         // no value
      R"({type:1})",          // no quotes
      R"({"\u0074ype":1})",   // the key in escapes: documented as not found
  };
  for (const auto json : cases) EXPECT_FALSE(json_field(json, "type")) << json;
}

TEST(JsonField, StaysQuickOnDeepNesting) {
  const std::string deep = R"({"a":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + R"(,"type":"x"})";
  EXPECT_EQ(json_field(deep, "type"), "x");
}

// Each input lies at the end of an allocation of its own size, so that the address sanitizer sees any byte too far.
TEST(JsonField, NeverReadsOutsideOfWhateverItIsGiven) {
  const std::string_view seeds[] = {
      R"({"type":"chat_response","data":{"a":[1,2,{"b":"c\"d"}],"e":null},"n":-1.5e3,"message":"Gr\u00fc\u00dfe \ud83d\ude42"})",
      R"({"a":"\\","b":[[["}"]]],"type":"x"})", R"({"type":"error","error_code":"RATE_LIMIT_EXCEEDED"})"};
  constexpr std::string_view alphabet = "{}[]\"\\:,u0 -ex\xff";
  const JsonStep data{"data"}, a{"a"}, b{"b"}, first{"0", 0}, third{"2", 2};
  const std::vector<JsonStep> paths[] = {
      {data, a, third, b}, {b, first, first, first}, {data, a, third}, {data, first}};
  Random random(20261123);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random.next() % n); };
  for (int round = 0; round < 30'000; ++round) {
    std::string text(seeds[below(std::size(seeds))]);
    for (std::size_t edits = below(6); edits > 0 && !text.empty(); --edits) {
      const std::size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text.resize(at);
          break;
        case 1:
          text.erase(at, 1 + below(4));
          break;
        case 2:
          text[at] = alphabet[below(alphabet.size())];
          break;
        default:
          text.insert(at, 1, alphabet[below(alphabet.size())]);
      }
    }
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view json(exact.data(), exact.size());
    for (const std::string_view key : {"type", "message", "b", ""}) {
      const auto found = json_field(json, key);
      if (!found) continue;
      ASSERT_GE(found->data(), json.data());
      ASSERT_LE(found->data() + found->size(), json.data() + json.size());
      EXPECT_LE(json_unescape(*found).size(), found->size());
    }
    for (const auto& path : paths) {
      const auto found = json_at(json, path);
      if (!found) continue;
      ASSERT_GE(found->data(), json.data());
      ASSERT_LE(found->data() + found->size(), json.data() + json.size());
    }
    json_unescape(json);
  }
}

TEST(JsonUnescape, ResolvesEscapesAndKeepsMalformedOnes) {
  const struct {
    std::string_view raw, expected;
  } cases[] = {
      {"plain", "plain"},
      {R"(a\"b\\c\/d)", "a\"b\\c/d"},
      {R"(\b\f\n\r\t)", "\b\f\n\r\t"},
      {R"(Gr\u00fc\u00DFe)", "Grüße"},
      {R"(\u20ac)", "€"},
      {R"(\ud83d\ude42)", "🙂"},   // a pair of surrogates
      {R"(\ud83d)", R"(\ud83d)"},    // half of one
      {R"(\ud83dx)", R"(\ud83dx)"},  //
      {R"(\ude42)", R"(\ude42)"},    // the other half
      {R"(\ud83d\u0041)", R"(\ud83dA)"},
      {R"(\x41)", R"(\x41)"},      // no such escape
      {R"(\u12)", R"(\u12)"},      // too short
      {R"(\uzzzz)", R"(\uzzzz)"},  //
      {"end\\", "end\\"},          //
  };
  for (const auto& c : cases) EXPECT_EQ(json_unescape(c.raw), c.expected) << c.raw;
}

}  // namespace
}  // namespace loadtest
