#include "stats/hdr_encoding.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/random.h"

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

}  // namespace
}  // namespace loadtest
