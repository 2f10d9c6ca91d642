#include "har/draft.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Said {
  bool sent;
  std::string data;
};

/// A HAR file with one connection; half a second between messages.
std::string har_of(const std::string& url, const std::vector<Said>& messages, const std::string& headers = "") {
  const auto quoted = [](const std::string& text) {
    std::string json = "\"";
    for (const char c : text) json += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return json + "\"";
  };
  std::string list;
  double time = 1.7e9;
  for (const Said& one : messages) {
    list += list.empty() ? "" : ",";
    list += R"({"type":")" + std::string(one.sent ? "send" : "receive") + R"(","opcode":1,"time":)" +
            std::to_string(time += 0.5) + R"(,"data":)" + quoted(one.data) + "}";
  }
  return R"({"log":{"entries":[{"request":{"url":)" + quoted(url) + R"(,"headers":[)" + headers +
         R"(]},"_webSocketMessages":[)" + list + "]}]}}";
}

std::string imported(const std::string& har) {
  const auto conversation = read_har(har, "x.har");
  EXPECT_TRUE(conversation) << conversation.error().line();
  return conversation ? draft_text(draft_dialogue(*conversation), *conversation) : "";
}

const std::string jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJlMTIz";

TEST(Draft, OfAnAssistantIsItsDialogue) {
  const std::string yaml =
      imported(har_of("wss://chat.example.com/api/v1/pam/ws/6f9619ff-8b86-4d01-b42d-00cf4fc964ff?token=" + jwt,
                      {{false, R"({"type":"connection","status":"connected"})"},
                       {true, R"({"type":"chat","message":"Hi","timestamp":"2026-11-23T14:03:07.412Z"})"},
                       {false, R"({"type":"chat_response","content":"Hello"})"},
                       {false, R"({"type":"ping"})"},
                       {true, R"({"type":"pong"})"},
                       {true, R"({"type":"chat","message":"Budget?","timestamp":"2026-11-23T14:04:07.412Z"})"},
                       {false, R"({"type":"typing"})"},
                       {false, R"({"type":"chat_response","content":"Fine"})"}}));
  EXPECT_THAT(yaml, HasSubstr("loadtest ws --url wss://chat.example.com --dialogue"));
  EXPECT_THAT(yaml, HasSubstr("\npath: '/api/v1/pam/ws/{user}?token={token}'\n"));
  EXPECT_THAT(yaml, HasSubstr("\ntype_at: '/type'\n"));
  EXPECT_THAT(
      yaml,
      HasSubstr(
          "  chat:\n    weight: 2\n    text: '{\"type\":\"chat\",\"message\":\"Hi\",\"timestamp\":\"{now}\"}'\n"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'connection', is: greeting}"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'chat_response', is: reply}"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'ping', is: keep_alive, answer: '{\"type\":\"pong\"}'}"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'typing', is: ignore}"));
  EXPECT_THAT(yaml, Not(HasSubstr("eyJ")));
  EXPECT_THAT(yaml, Not(HasSubstr("6f9619ff")));
}

TEST(Draft, FindsTheIdThatComesBack) {
  std::vector<Said> said{{true, R"({"op":"login","token":")" + jwt + R"("})"},
                         {false, R"({"event":{"name":"ready"}})"}};
  for (int i = 1; i <= 3; ++i) {
    const std::string id = "r-" + std::to_string(100 + i);
    said.push_back({true, R"({"op":"ask","room":7,"meta":{"id":")" + id + R"("}})"});
    said.push_back({false, R"({"event":{"name":"progress","re":")" + id + R"("}})"});
    said.push_back({false, R"({"event":{"name":"result","re":")" + id + R"("}})"});
  }
  const std::string yaml = imported(har_of("ws://h/rooms", said));
  EXPECT_THAT(yaml, HasSubstr("\ntype_at: '/event/name'\n"));
  EXPECT_THAT(yaml, HasSubstr("\n  id: '{number}'\n  at: '/event/re'\n"));
  EXPECT_THAT(yaml, HasSubstr("on_upgrade:\n  - text: '{\"op\":\"login\",\"token\":\"{token}\"}'\n"));
  EXPECT_THAT(yaml, HasSubstr(R"("room":7,"meta":{"id":"{id}"}}')"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'result', is: reply}"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'progress', is: ignore}"));
}

TEST(Draft, KnowsStreamsAndErrors) {
  std::vector<Said> said;
  for (int i = 0; i < 2; ++i) {
    said.push_back({true, R"({"type":"chat"})"});
    said.push_back({false, R"({"type":"chat_start"})"});
    for (int piece = 0; piece < 3; ++piece) said.push_back({false, R"({"type":"chat_delta","text":"x"})"});
    said.push_back({false, R"({"type":"chat_complete"})"});
  }
  said.push_back({true, R"({"type":"chat"})"});
  said.push_back({false, R"({"type":"error","code":"rate"})"});
  const std::string yaml = imported(har_of("ws://h/", said));
  EXPECT_THAT(yaml, HasSubstr("{type: 'chat_start', is: stream_start}"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'chat_delta', is: piece}"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'chat_complete', is: stream_end}"));
  EXPECT_THAT(yaml, HasSubstr("{type: 'error', is: error}"));
}

TEST(Draft, OfPlainTextHasOneRule) {
  const std::string yaml = imported(har_of("ws://h", {{true, "it's {me} for ${HOME}"}, {false, "hello"}}));
  EXPECT_THAT(yaml, HasSubstr("    text: 'it''s {{me} for $${HOME}'\n"));
  EXPECT_THAT(yaml, HasSubstr("  - {is: reply}"));
}

TEST(Draft, ShowsNoSecret) {
  const std::string headers =
      R"({"name":"Cookie","value":"sid=qJ83nfk20x; a=b"},{"name":"authorization","value":"Bearer hunter2hunter2"},)"
      R"({"name":"Sec-WebSocket-Protocol","value":"chat.v1, )" +
      jwt + "\"}";
  const std::string yaml = imported(har_of(
      "wss://ada:pw12345678@h/x/a8f5f167f44f4964e6c998dee827110c?key=Zx81Qw72Lk&v=2&code=correcthorsebattery",
      {{true, R"({"type":"hello","password":"tr0ub4dor","note":"Zx81Qw72Lk","auth":{"k":"v"},"key":"hunter2hunter2"})"},
       {false, "{}"}},
      headers));
  for (const char* secret :
       {"qJ83nfk20x", "hunter2", "eyJ", "pw1234", "a8f5f167", "Zx81Qw72Lk", "correcthorse", "tr0ub4dor"})
    EXPECT_THAT(yaml, Not(HasSubstr(secret)));
  EXPECT_THAT(yaml, HasSubstr("- 'chat.v1'"));
  EXPECT_THAT(yaml, HasSubstr("v=2"));
}

TEST(Har, SaysWhatIsWrong) {
  const struct {
    std::string text, expected;
  } cases[] = {
      {"", "x.har: is no JSON"},
      {"<html>", "x.har: is no JSON"},
      {"[]", "x.har: is no HAR file: it has no log.entries"},
      {R"({"log":{}})", "x.har: is no HAR file: it has no log.entries"},
      {R"({"log":{"entries":[{"request":{}}]}})", "x.har: has no WebSocket messages in it"},
      {R"({"log":{"entries":[{"_webSocketMessages":[]}, 3, null]}})", "x.har: has no WebSocket messages in it"},
  };
  for (const auto& c : cases) {
    const auto read = read_har(c.text, "x.har");
    ASSERT_FALSE(read) << c.text;
    EXPECT_THAT(read.error().message, HasSubstr(c.expected));
    EXPECT_EQ(read.error().kind, ErrorKind::config);
  }
}

}  // namespace
}  // namespace loadtest
