#include <gtest/gtest.h>

#include "workloads/ws/dialogue_reader.h"

namespace loadtest {
namespace {

constexpr auto text = wspp::FrameKind::text, binary = wspp::FrameKind::binary;

std::shared_ptr<const Dialogue> match_by(std::string_view yaml) {
  Problems problems;
  const auto file = YamlFile::parse(yaml, "test.yaml", {}, problems);
  auto dialogue = file ? read_dialogue(file->root(), "test", 1, problems) : nullptr;
  for (const Error& problem : problems) ADD_FAILURE() << problem.line();
  return dialogue;
}

TEST(DialogueMatch, EveryConditionOfARuleHasToHold) {
  const auto dialogue = match_by(R"(
type_at: /event/kind
messages:
  chat: {text: hello}
receive:
  - {type: hello, is: greeting}
  - {type: answer, where: {/event/ok: true, /event/code: 7}, is: reply}
  - {type: answer, has: [/event/part, /event/text], lacks: /event/last, is: piece}
  - {type: answer, has: /event/last, is: last_piece}
  - {matches: '^(?i)sorry\b.*\d+', is: error, kind: sorry}
  - {frame: binary, matches: '\x01\x02', is: stream_end}
  - {type: 'say "no"', is: error, kind_at: /event/why}
)");
  ASSERT_TRUE(dialogue);
  const struct {
    std::string_view message;
    Role role;
    wspp::FrameKind frame = text;
  } cases[] = {
      {R"({"event":{"kind":"hello"}})", Role::greeting},
      {R"({"kind":"hello"})", Role::ignore},                                   // not where the type is
      {R"({"event":{"kind":"answer","ok":true,"code":7}})", Role::reply},      //
      {R"({"event":{"code":"7","ok":"true","kind":"answer"}})", Role::reply},  // values are texts
      {R"({"event":{"kind":"answer","ok":true,"code":8}})", Role::ignore},     //
      {R"({"event":{"kind":"answer","ok":true}})", Role::ignore},              // one is missing
      {R"({"event":{"kind":"answer","part":1,"text":null}})", Role::piece},    // null is there
      {R"({"event":{"kind":"answer","part":1}})", Role::ignore},               //
      {R"({"event":{"kind":"answer","part":1,"text":"","last":false}})", Role::last_piece},
      {"SORRY, too busy:\n503", Role::error},                           // no JSON at all
      {"so sorry: 503", Role::ignore},                                  // ^ is the beginning
      {std::string_view("\xff\x01\x02", 3), Role::stream_end, binary},  // no UTF-8 either
      {std::string_view("\x01\x02", 2), Role::ignore, text},            //
      {R"({"event":{"kind":"say \"no\""}})", Role::error},              // escapes are resolved
      {"", Role::ignore},
  };
  for (const auto& c : cases) EXPECT_EQ(dialogue->match(c.message, c.frame).role, c.role) << c.message;
  EXPECT_EQ(dialogue->match("sorry 1").rule->error_kind_of("sorry 1"), "sorry");
}

TEST(DialogueMatch, RepliesOfOneKindOfMessageAreNoOthers) {
  const auto dialogue = match_by(R"(
type_at: type
messages:
  chat: {text: a, reply: {type: answer}}
  search:
    text: b
    reply:
      - {type: hit, is: piece}
      - {type: hits, is: stream_end}
      - {type: answer}
  note: {text: c, reply: none}
)");
  ASSERT_TRUE(dialogue);
  EXPECT_EQ(dialogue->match(R"({"type":"answer"})").rule->kinds, 3u) << "one rule for both, whoever waits longest";
  EXPECT_EQ(dialogue->match(R"({"type":"hits"})").rule->kinds, 2u);
  EXPECT_FALSE(dialogue->messages[2].answered);
}

TEST(DialogueMatch, TheIdIsWhereTheRuleSaysOrElseTheDialogue) {
  const auto dialogue = match_by(R"(
type_at: type
correlation: {id: 'q-{number}', at: /meta/request/id}
messages:
  chat: {text: '{"id":"{id}"}'}
receive:
  - {type: answer, is: reply}
  - {type: error, is: error, id_at: /of}
)");
  ASSERT_TRUE(dialogue);
  const auto id = [&](std::string_view message) {
    return dialogue->answered_id(message, *dialogue->match(message).rule);
  };
  EXPECT_EQ(id(R"({"meta":{"request":{"id":"q-1"}},"type":"answer"})"), "q-1");
  EXPECT_EQ(id(R"({"meta":{"request":{"id":2}},"type":"answer"})"), "2") << "a number is its text";
  EXPECT_EQ(id(R"({"meta":{"id":"q-1"},"type":"answer"})"), "");
  EXPECT_EQ(id(R"({"type":"error","of":"q-3","meta":{"request":{"id":"x"}}})"), "q-3");
}

TEST(DialogueMatch, ACopyKnowsTheSame) {
  auto dialogue = match_by("messages: {chat: {text: a}}\nreceive: [{matches: 'b+', is: reply}]");
  ASSERT_TRUE(dialogue);
  const Dialogue copy = *dialogue;
  dialogue.reset();
  EXPECT_EQ(copy.match("abba").role, Role::reply);
  EXPECT_EQ(copy.match("acca").role, Role::ignore);
}

}  // namespace
}  // namespace loadtest
