#include "core/json_pointer.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

constexpr std::string_view message =
    R"( {"type":"answer", "meta": {"request": {"id": "r-7", "n": 12}}, "list": [ {"a":1}, [2, "three"], null ],)"
    R"( "a/b": "slash", "m~n": "tilde", "": "empty", "0": "zero", "text": "{\"id\":1}", "none": null})";

TEST(JsonPointer, LeadsToWhatItNames) {
  const struct {
    std::string_view pointer, value;
  } cases[] = {
      {"type", "answer"},                              // one key may do without its slash
      {"/type", "answer"},                             //
      {"/meta/request/id", "r-7"},                     // nested
      {"/meta/request/n", "12"},                       //
      {"/meta/request", R"({"id": "r-7", "n": 12})"},  // objects as text
      {"/list/0/a", "1"},                              // into a list
      {"/list/1/1", "three"},                          //
      {"/list/2", "null"},                             // the last one
      {"/a~1b", "slash"},                              // RFC 6901's escapes
      {"/m~0n", "tilde"},                              //
      {"/", "empty"},                                  // the empty key
      {"/0", "zero"},                                  // a number is a key in an object
      {"/none", "null"},                               // there, though it is null
  };
  for (const auto& c : cases) {
    const auto pointer = JsonPointer::parse(c.pointer);
    ASSERT_TRUE(pointer) << c.pointer;
    const auto found = pointer->find(message);
    ASSERT_TRUE(found) << c.pointer;
    EXPECT_EQ(*found, c.value) << c.pointer;
  }
}

TEST(JsonPointer, LeadsNowhereWhereNothingIs) {
  for (const std::string_view text : {"/typ", "/meta/id", "/type/x", "/list/3", "/list/00", "/list/a", "/list/-",
                                      "/text/id", "/none/x", "/meta/request/id/0"}) {
    EXPECT_FALSE(JsonPointer::parse(text)->find(message)) << text;
  }
  const JsonPointer pointer = *JsonPointer::parse("/a/0/b");
  EXPECT_EQ(pointer.find(R"({"a":[{"b":1}]})"), "1");
  // Cut off at every place before the value's end.
  for (std::size_t length = 0; length < 14; ++length) {
    EXPECT_FALSE(pointer.find(std::string_view(R"({"a":[{"b":1}]})").substr(0, length - (length > 11 ? 2 : 0))))
        << length;
  }
  for (const std::string_view json :
       {"", "[]", "{}", R"({"a":[]})", R"({"a":[ ]})", R"({"a":[)", R"({"a":[{]})", "7"}) {
    EXPECT_FALSE(pointer.find(json)) << json;
  }
  EXPECT_FALSE(JsonPointer().find(message)) << "one that was never given leads nowhere";
}

TEST(JsonPointer, SaysWhatIsWrongWithIt) {
  EXPECT_FALSE(JsonPointer::parse(""));
  EXPECT_FALSE(JsonPointer::parse("/a~2"));
  EXPECT_FALSE(JsonPointer::parse("/a~"));
  const auto relative = JsonPointer::parse("meta/id");
  ASSERT_FALSE(relative);
  EXPECT_EQ(relative.error().hint, "/meta/id");
}

}  // namespace
}  // namespace loadtest
