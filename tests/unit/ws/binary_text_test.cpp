#include "workloads/ws/binary_text.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

using namespace std::string_literals;

TEST(BinaryText, HexadecimalIsReadByteByByte) {
  EXPECT_EQ(decode_hex("00 fF\n10"), "\x00\xff\x10"s);
  EXPECT_EQ(decode_hex(""), "");
  for (const std::string_view bad : {"0", "0x10", "g0", "0 0"}) EXPECT_FALSE(decode_hex(bad)) << bad;
}

TEST(BinaryText, Base64IsReadAsInRfc4648) {
  const struct {
    std::string_view text, bytes;
  } cases[] = {{"", ""},
               {"Zg==", "f"},
               {"Zm8=", "fo"},
               {"Zm9v", "foo"},
               {"Zm9vYg==", "foob"},
               {"Zm9v\nYmE=", "fooba"},
               {"Zm9vYmFy", "foobar"}};
  for (const auto& c : cases) EXPECT_EQ(decode_base64(c.text), c.bytes) << c.text;
  EXPECT_EQ(decode_base64("+/8A"), "\xfb\xff\x00"s);
  for (const std::string_view bad : {"Z", "Zg", "Zg=", "Zg===", "Z===", "Zm9*", "Zg==Zg=="}) {
    EXPECT_FALSE(decode_base64(bad)) << bad;
  }
}

}  // namespace
}  // namespace loadtest
