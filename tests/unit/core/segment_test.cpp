#include "core/segment.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(Segment, IsReadAndShown) {
  for (const char* text : {"0/1", "0/3", "2/3", "99999/100000"}) {
    const auto segment = parse_segment(text);
    ASSERT_TRUE(segment) << text;
    EXPECT_EQ(segment_name(*segment), text);
  }
}

TEST(Segment, RefusesWhatIsNoShareOfARun) {
  for (const char* text : {"", "1", "/", "a/b", "0/0", "2/2", "3/2", "-1/2", "0/-2", "0/2/4", " 0/2", "0/2 ", "0.5/2",
                           "0/100001", "0/99999999999999999999"}) {
    EXPECT_FALSE(parse_segment(text)) << text;
  }
  EXPECT_EQ(parse_segment("3/3").error().line(),
            "\"3/3\" is beyond the last share (K counts from 0, so the last of 3 is 2/3)");
}

}  // namespace
}  // namespace loadtest
