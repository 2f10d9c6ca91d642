#include "stats/hdr_encoding.h"

#include <gtest/gtest.h>

#include <zlib.h>

#include <algorithm>

#include "core/random.h"
#include "stats/base64.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

Histogram some_values() {
  Random random(11);
  Histogram histogram;
  for (int i = 0; i < 20'000; ++i) histogram.record(Nanos(static_cast<std::int64_t>(random.exponential(3e6))));
  histogram.record(1h, 1'000'000'000'000);
  return histogram;
}

TEST(HdrEncoding, WhatIsEncodedIsDecodedCellByCell) {
  const Histogram original = some_values();
  const std::string text = encode_hdr(original);
  EXPECT_TRUE(text.starts_with("HISTFAAA")) << "as every HdrHistogram log line begins";
  const auto decoded = decode_hdr<3>(text);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_TRUE(std::ranges::equal(decoded->counts(), original.counts()));
  EXPECT_EQ(decoded->count(), original.count());
}

TEST(HdrEncoding, AnEmptyHistogramIsOneToo) {
  const auto decoded = decode_hdr<2>(encode_hdr(IntervalHistogram()));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->count(), 0u);
}

TEST(HdrEncoding, RefusesWhatIsNotOurs) {
  const std::string three_digits = encode_hdr(some_values());
  EXPECT_FALSE(decode_hdr<2>(three_digits).has_value()) << "another precision";
  for (const std::string_view text : {"", "HIST", "not base64!", "AAAAAAAAAAAA", "HISTFAAAACR42pNpmQ=="}) {
    EXPECT_FALSE(decode_hdr<3>(text).has_value()) << text;
  }
}

TEST(HdrEncoding, NoMutationOfItsTextDoesHarm) {
  Random random(13);
  Histogram small;
  for (int i = 0; i < 50; ++i) small.record(Nanos(static_cast<std::int64_t>(random.exponential(1e6))));
  const std::string good = encode_hdr(small);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = good;
    for (int k = 0; k < 3; ++k) text[random.next() % text.size()] = static_cast<char>(random.next());
    if (random.next() % 4 == 0) text.resize(random.next() % text.size());
    (void)decode_hdr<3>(text);  // must come back, whatever it says; the sanitizers watch
  }
}

/// Text whose content unpacks to these bytes.
std::string packed(const std::vector<unsigned char>& plain) {
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  std::vector<unsigned char> whole(8 + size);
  compress2(whole.data() + 8, &size, plain.data(), static_cast<uLong>(plain.size()), Z_DEFAULT_COMPRESSION);
  whole.resize(8 + size);
  const unsigned char head[] = {0x1c,
                                0x84,
                                0x93,
                                0x14,
                                static_cast<unsigned char>(size >> 24),
                                static_cast<unsigned char>(size >> 16),
                                static_cast<unsigned char>(size >> 8),
                                static_cast<unsigned char>(size)};
  std::copy(std::begin(head), std::end(head), whole.begin());
  return base64_encode(whole);
}

std::vector<unsigned char> unpacked(const std::string& text) {
  const auto whole = *base64_decode(text);
  std::vector<unsigned char> plain(1 << 20);
  uLongf size = static_cast<uLongf>(plain.size());
  uncompress(plain.data(), &size, whole.data() + 8, static_cast<uLong>(whole.size() - 8));
  plain.resize(size);
  return plain;
}

/// A whole histogram with these bytes for its counts.
std::string with_counts(const std::vector<unsigned char>& counts) {
  std::vector<unsigned char> plain = unpacked(encode_hdr(Histogram()));
  plain.insert(plain.end(), counts.begin(), counts.end());
  plain[6] = static_cast<unsigned char>(counts.size() >> 8);
  plain[7] = static_cast<unsigned char>(counts.size());
  return packed(plain);
}

TEST(HdrEncoding, WhatIsCutOffAnywhereIsRefused) {
  const std::string good = encode_hdr(some_values());
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(decode_hdr<3>(good.substr(0, size))) << size;
  std::vector<unsigned char> plain = unpacked(good);
  for (std::size_t size = 0; size < plain.size(); ++size)
    EXPECT_FALSE(decode_hdr<3>(packed({plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(size)}))) << size;
}

TEST(HdrEncoding, CountsThatDoNotFitAreRefused) {
  using Bytes = std::vector<unsigned char>;
  const Bytes largest(9, 0xff);
  EXPECT_TRUE(decode_hdr<3>(with_counts({2})));                           // one value
  EXPECT_FALSE(decode_hdr<3>(with_counts({0x80})));                       // the next byte is missing
  EXPECT_FALSE(decode_hdr<3>(with_counts(largest)));                      // a run of 2^63 empty cells
  EXPECT_FALSE(decode_hdr<3>(with_counts({0xff, 0xff, 0xff, 0x7f, 2})));  // of more cells than there are
  EXPECT_FALSE(decode_hdr<3>(with_counts(Bytes(40'000, 2))));             // more cells than there are
  const Bytes huge{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  Bytes twice = huge, thrice = huge;
  twice.insert(twice.end(), huge.begin(), huge.end());
  thrice.insert(thrice.end(), twice.begin(), twice.end());
  EXPECT_FALSE(decode_hdr<3>(with_counts(thrice))) << "their sum is beyond 64 bits";
}

TEST(HdrEncoding, WhatUnpacksToMoreThanAHistogramCanBeIsRefused) {
  const std::vector<unsigned char> bomb(64 << 20);
  EXPECT_FALSE(decode_hdr<3>(packed(bomb)));
}

}  // namespace
}  // namespace loadtest
