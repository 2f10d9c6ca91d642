#include "wspp/session_end.h"

#include <gtest/gtest.h>

#include <cstring>

#include "wspp/frame.h"

using namespace loadtest::wspp;

namespace {

TEST(SessionEnd, IsNamedByTheMostTellingFact) {
  struct Row {
    const char* what;
    SessionEnd end;
    const char* kind;
  };
  const auto end = [](auto change) {
    SessionEnd e;
    change(e);
    return e;
  };
  const Row rows[] = {
      {"refused", end([](auto& e) { e.failure_kind = "refused"; }), "refused"},
      {"status counts more than the eof after it", end([](auto& e) { e.http_status = 503, e.failure_kind = "eof"; }),
       "upgrade 503"},
      {"hung up inside the answer", end([](auto& e) { e.failure_kind = "eof", e.heard_anything = true; }),
       "upgrade invalid"},
      {"hung up before any answer", end([](auto& e) { e.failure_kind = "eof"; }), "eof"},
      {"close frame counts more than the reset after it",
       end([](auto& e) { e.opened = true, e.remote_code = 1012, e.failure_kind = "reset"; }), "close 1012"},
      {"our own code that wants no answer", end([](auto& e) { e.opened = e.asked = true, e.local_code = 1011; }),
       "close 1011"},
      {"we had to send them away", end([](auto& e) { e.opened = true, e.local_code = 1009; }), "protocol error"},
      {"no answer to our close frame", end([](auto& e) { e.opened = e.asked = e.close_timeout = true; }),
       "close timeout"},
  };
  for (const Row& row : rows) EXPECT_EQ(describe_end(row.end).kind, row.kind) << row.what;
}

TEST(Frame, IsTheExampleOfTheStandard) {
  FrameBuffer frame;
  const unsigned char key[] = {0x37, 0xfa, 0x21, 0x3d};
  std::uint32_t mask = 0;
  std::memcpy(&mask, key, sizeof mask);
  write_data_frame("Hello", FrameKind::text, mask, frame);
  EXPECT_EQ(frame.view(), "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
  write_data_frame("Hello", FrameKind::text, std::nullopt, frame);
  EXPECT_EQ(frame.view(), "\x81\x05Hello");
}

}  // namespace
