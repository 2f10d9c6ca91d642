#include "workloads/ws/dialogue_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace loadtest {
namespace {

using testing::HasSubstr;
using Place = MessageTemplate::Place;

struct Read {
  std::shared_ptr<const Dialogue> dialogue;
  Problems problems;
};

Read read(const std::string& yaml, const std::string& name = "test.yaml") {
  Read result;
  const auto file = YamlFile::parse(yaml, name, {}, result.problems);
  if (file) result.dialogue = read_dialogue(file->root(), "test", 1, result.problems);
  return result;
}

TEST(DialogueReader, ReadsAllThatADialogueCanSay) {
  const Read all = read(R"(
path: /rooms/{user}?key={token}
subprotocols: [chat.v2, chat.v1]
type_at: /head/type
correlation: {id: '{uuid}', at: /head/re}
in_flight: 4
stall_after: 500ms
on_upgrade:
  - text: '{"type":"login","token":"{token}"}'
  - hex: 00ff
on_greeting:
  - base64: AAE=
messages:
  chat:
    weight: 3
    text: '{"id":"{id}","text":"{choice:a|b}"}'
    stream_text: '{"id":"{id}","stream":true}'
  search:
    binary: '{id} {random:1-9}'
    reply: {type: found, where: {/body/ok: true}}
  note:
    text: '{user} was here'
    reply: none
receive:
  - {type: welcome, is: greeting}
  - {type: answer, is: reply}
  - {type: part, is: piece}
  - {type: end, is: stream_end, id_at: /of}
  - {type: ping, is: keep_alive, answer: '{"type":"pong","at":{now_ms}}'}
  - {type: fault, is: error, kind_at: /body/code}
  - {type: news, is: ignore}
)");
  for (const Error& problem : all.problems) ADD_FAILURE() << problem.line();
  ASSERT_TRUE(all.dialogue);
  const Dialogue& dialogue = *all.dialogue;
  EXPECT_EQ(dialogue.path, "/rooms/{user}?key={token}");
  EXPECT_EQ(dialogue.subprotocols, (std::vector<std::string>{"chat.v2", "chat.v1"}));
  EXPECT_EQ(dialogue.type_at.text(), "/head/type");
  EXPECT_EQ(dialogue.id_at.text(), "/head/re");
  EXPECT_TRUE(dialogue.id->names(Place::uuid));
  EXPECT_EQ(dialogue.in_flight, 4u);
  EXPECT_EQ(dialogue.stall_after, std::chrono::milliseconds(500));
  ASSERT_EQ(dialogue.on_upgrade.size(), 2u);
  EXPECT_TRUE(dialogue.on_upgrade[0].body.names(Place::token));
  EXPECT_EQ(dialogue.on_upgrade[0].frame, wspp::FrameKind::text);
  EXPECT_EQ(*dialogue.on_upgrade[1].body.constant(), std::string("\0\xff", 2));
  EXPECT_EQ(dialogue.on_upgrade[1].frame, wspp::FrameKind::binary);
  ASSERT_EQ(dialogue.on_greeting.size(), 1u);
  EXPECT_TRUE(dialogue.greets);
  EXPECT_TRUE(dialogue.streams());
  ASSERT_EQ(dialogue.messages.size(), 3u);
  EXPECT_EQ(dialogue.messages[0].name, "chat");
  EXPECT_EQ(dialogue.messages[0].weight, 3);
  EXPECT_NE(&dialogue.messages[0].body_for(true), &dialogue.messages[0].body);
  EXPECT_EQ(dialogue.messages[1].frame, wspp::FrameKind::binary);
  EXPECT_EQ(&dialogue.messages[1].body_for(true), &dialogue.messages[1].body) << "it has no other text for that";
  EXPECT_FALSE(dialogue.messages[2].answered);
  EXPECT_EQ(dialogue.rules.size(), 8u);
  EXPECT_EQ(dialogue.rules[0].type, "found") << "a message's own replies are looked for first";
}

TEST(DialogueReader, WhatIsNotSaidIsAsUsual) {
  const Read least = read("messages: {chat: {text: hello}}\nreceive: [{is: reply}]");
  ASSERT_TRUE(least.dialogue);
  EXPECT_EQ(least.dialogue->path, "");
  EXPECT_FALSE(least.dialogue->greets);
  EXPECT_EQ(least.dialogue->in_flight, 1u);
  EXPECT_EQ(least.dialogue->stall_after, std::chrono::seconds(2));
  EXPECT_FALSE(least.dialogue->id);
  EXPECT_EQ(least.dialogue->messages[0].weight, 1);
}

// What a file needs besides the mistake under test.
const std::string chat = "messages: {chat: {text: hello}}\n";
const std::string reply = "receive: [{is: reply}]\n";

TEST(DialogueReader, EachMistakeHasItsPlaceAndAHint) {
  const struct {
    std::string yaml, place, message, hint;
  } cases[] = {
      // the whole
      {chat + reply + "pathh: /x\n", "test.yaml:3:1", "there is no key \"pathh\"", "did you mean path?"},
      {reply, "test.yaml:1:1: \"messages\"", "missing", ""},
      {"messages: {}\n" + reply, "test.yaml:1:11: messages", "no message to send", ""},
      {"messages: [a]\n" + reply, "test.yaml:1:11: messages", "not a list", ""},
      {chat + reply + "in_flight: 0\n", "test.yaml:3:12: in_flight", "", ""},
      {chat + reply + "in_flight: many\n", "test.yaml:3:12: in_flight", "\"many\"", ""},
      {chat + reply + "stall_after: 2 seconds\n", "test.yaml:3:14: stall_after", "2 seconds", ""},
      {chat + reply + "subprotocols: ['a b']\n", "test.yaml:3:16: subprotocols[0]", "subprotocol", "letters"},
      {chat + reply + "type_at: a/b\n", "test.yaml:3:10: type_at", "begins with a slash", "/a/b"},
      // the path
      {chat + reply + "path: x\n", "test.yaml:3:7: path", "begins with a slash", "/x"},
      {chat + reply + "path: /{usr}\n", "test.yaml:3:7: path", "{usr}", "did you mean {user}?"},
      {chat + reply + "path: /{uuid}\n", "test.yaml:3:7: path", "{user} and {token} only", ""},
      // messages
      {"messages: {talk: {text: a}}\n" + reply, "test.yaml:1:18: messages.talk", "is called chat", "criteria"},
      {"messages: {chat: {text: a}, ping: {text: a}}\n" + reply, "test.yaml:1:35: messages.ping", "another meaning",
       ""},
      {"messages: {chat: {text: a}, Big: {text: a}}\n" + reply, "test.yaml:1:34: messages.Big", "", "small letters"},
      {"messages: {chat: {txt: a}}\n" + reply, "test.yaml:1:19: messages.chat", "\"txt\"", "did you mean text?"},
      {"messages: {chat: {weight: 2}}\n" + reply, "test.yaml:1:18: messages.chat", "what is sent", "base64"},
      {"messages: {chat: {text: a, hex: 00}}\n" + reply, "test.yaml:1:18: messages.chat", "several times", "one of"},
      {"messages: {chat: {hex: 0g}}\n" + reply, "test.yaml:1:24: messages.chat.hex", "not hexadecimal", ""},
      {"messages: {chat: {base64: A}}\n" + reply, "test.yaml:1:27: messages.chat.base64", "not base64", ""},
      {"messages: {chat: {text: a, weight: 0}}\n" + reply, "test.yaml:1:36: messages.chat.weight", "", ""},
      {"messages:\n  chat:\n    text: '{nmber}'\n" + reply, "test.yaml:3:11: messages.chat.text", "{nmber}",
       "{number}"},
      {"messages: {chat: {text: a, reply: nothing}}\n" + reply, "test.yaml:1:35: messages.chat.reply", "\"nothing\"",
       "none"},
      {"messages: {chat: {text: a, stream_text: b}}\n" + reply, "test.yaml:1:41: messages.chat.stream_text", "piece",
       "is: piece"},
      {"messages: {chat: {text: a, reply: none, stream_text: b}}\nreceive: [{is: piece}]",
       "test.yaml:1:54: messages.chat.stream_text", "no streamed one", ""},
      // replies
      {chat, "test.yaml:1:18: messages.chat", "no rule says what its reply is", "reply: none"},
      {chat + "receive: [{is: error}]\n", "test.yaml:1:18: messages.chat", "no rule says what its reply is", ""},
      {chat + "receive: [{is: answer}]\n", "test.yaml:2:16: receive[0].is", "\"answer\"", ""},
      {chat + "receive: [{matches: a}]\n", "test.yaml:2:11: receive[0]: \"is\"", "missing", ""},
      {chat + "receive: [{type: a, is: reply}]\n", "test.yaml:2:18: receive[0].type", "where a message's type is",
       "type_at"},
      {chat + "receive: [{matches: '(', is: reply}]\n", "test.yaml:2:21: receive[0].matches", "no regular expression",
       "RE2"},
      {chat + "receive: [{where: {a/b: 1}, is: reply}]\n", "test.yaml:2:25: receive[0].where.a/b", "slash", "/a/b"},
      {chat + "receive: [{has: [a~], is: reply}]\n", "test.yaml:2:18: receive[0].has[0]", "~", "~0"},
      {chat + "receive: [{frame: bin, is: reply}]\n", "test.yaml:2:19: receive[0].frame", "\"bin\"", ""},
      {chat + "receive: [{is: reply}, {is: ignore}]\n", "test.yaml:2:24: receive[1]", "fits all", ""},
      {"messages: {chat: {text: a, reply: {is: reply}}}\nreceive: [{type: ping, is: ignore}]\n",
       "test.yaml:2:11: receive[0]", "fits all", ""},
      {chat + "receive: [{matches: p, is: keep_alive}, {is: reply}]\n", "test.yaml:2:11: receive[0]: \"answer\"",
       "missing", ""},
      {chat + "receive: [{is: reply, answer: a}]\n", "test.yaml:2:31: receive[0].answer", "keep_alive",
       "is: keep_alive"},
      {chat + "receive: [{is: reply, kind: a}]\n", "test.yaml:2:29: receive[0].kind", "only an error", "is: error"},
      {chat + "receive: [{matches: a, is: error, kind: a, kind_at: b}, {is: reply}]\n",
       "test.yaml:2:41: receive[0].kind", "exclude", "one of them"},
      {chat + "receive: [{matches: a, is: ignore, id_at: b}, {is: reply}]\n", "test.yaml:2:43: receive[0].id_at", "",
       ""},
      {"messages: {chat: {text: a, reply: {is: greeting}}}\n" + reply, "test.yaml:1:40: messages.chat.reply.is",
       "answers no message", "under receive"},
      {"messages: {chat: {text: a, reply: {typ: b}}}\n" + reply, "test.yaml:1:36: messages.chat.reply", "\"typ\"",
       "type"},
      // ids
      {"messages: {chat: {text: '{id}'}}\n" + reply, "test.yaml:1:18: messages.chat", "{id}", "correlation"},
      {chat + reply + "correlation: {at: id}\n", "test.yaml:3:14: correlation", "no message has {id}", "{id}"},
      {"messages: {chat: {text: '{id}'}}\n" + reply + "correlation: {id: x, at: a}\n", "test.yaml:3:19: correlation.id",
       "the same id", "{number}"},
      {"messages: {chat: {text: '{id}'}}\n" + reply + "correlation: {id: '{uuid}'}\n",
       "test.yaml:3:14: correlation: \"at\"", "missing", ""},
      {"messages: {chat: {text: '{id}', stream_text: a}}\nreceive: [{matches: x, is: piece}, {is: reply}]\n"
       "correlation: {at: a}\n",
       "test.yaml:1:46: messages.chat.stream_text", "one of text and stream_text", "in both"},
      // what is sent first
      {chat + reply + "on_greeting: [{text: a}]\n", "test.yaml:3:14: on_greeting", "what the greeting is",
       "on_upgrade"},
      {chat + reply + "on_upgrade: [{text: '{id}'}]\n", "test.yaml:3:14: on_upgrade[0]", "{id}", ""},
      {chat + reply + "on_upgrade: {text: a}\n", "test.yaml:3:13: on_upgrade", "a list", ""},
      // feeders
      {chat + reply + "feeders: {p: {file: no.csv}}\n", "test.yaml:3:21: feeders.p.file", "no.csv", ""},
      {chat + reply + "feeders: {p: {order: random}}\n", "test.yaml:3:14: feeders.p: \"file\"", "missing", ""},
      {chat + reply + "feeders: {p: {file: no.csv, order: shuffled}}\n", "test.yaml:3:36: feeders.p.order", "shuffled",
       ""},
  };
  for (const auto& c : cases) {
    const Read mistaken = read(c.yaml);
    EXPECT_FALSE(mistaken.dialogue) << c.yaml;
    ASSERT_FALSE(mistaken.problems.empty()) << c.yaml;
    bool told = false;
    std::string all;
    for (const Error& problem : mistaken.problems) {
      EXPECT_EQ(problem.kind, ErrorKind::config);
      all += problem.line() + "\n";
      told = told || (problem.message.starts_with(c.place) && problem.message.find(c.message) != std::string::npos &&
                      problem.hint.find(c.hint) != std::string::npos);
    }
    EXPECT_TRUE(told) << c.yaml << "says\n"
                      << all << "and not\n"
                      << c.place << ": … " << c.message << " (" << c.hint << ")";
  }
}

TEST(DialogueReader, TellsAllMistakesAtOnce) {
  const Read mistaken =
      read("path: x\nin_flight: 0\nmessages: {talk: {txt: a}}\nreceive: [{is: no}, {type: a, is: reply}]\n");
  EXPECT_GE(mistaken.problems.size(), 6u);
}

TEST(DialogueReader, FeedersCountFromTheFilesFolder) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "dialogue_reader";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "people.csv") << "name,room\nAda,7\nGrace,9\n";
  const std::string yaml = "feeders: {people: {file: people.csv, order: per_user}}\n" + reply +
                           "messages: {chat: {text: '{people.name} in {people.room}'}}\n";
  const Read fed = read(yaml, (folder / "fed.yaml").string());
  for (const Error& problem : fed.problems) ADD_FAILURE() << problem.line();
  ASSERT_TRUE(fed.dialogue);
  ASSERT_EQ(fed.dialogue->feeders.size(), 1u);
  EXPECT_EQ(fed.dialogue->feeders[0].rows.table().rows(), 2u);
  EXPECT_EQ(fed.dialogue->feeders[0].rows.order(), FeedOrder::per_user);
  EXPECT_TRUE(fed.dialogue->messages[0].body.names_feeder(0));
  const Read wrong = read(yaml + "on_upgrade: [{text: '{people.nam}'}]\n", (folder / "fed.yaml").string());
  ASSERT_EQ(wrong.problems.size(), 1u);
  EXPECT_EQ(wrong.problems[0].hint, "did you mean name?");
  std::filesystem::remove_all(folder);
}

TEST(DialogueReader, ShippedDialoguesAreNamedAndFilesAreFiles) {
  Problems problems;
  EXPECT_TRUE(choose_dialogue("pam", 1, problems));
  EXPECT_TRUE(choose_dialogue("echo", 1, problems));
  EXPECT_TRUE(problems.empty());
  EXPECT_FALSE(choose_dialogue("pan", 1, problems));
  EXPECT_FALSE(choose_dialogue("./pam", 1, problems));
  EXPECT_FALSE(choose_dialogue("none.yaml", 1, problems));
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_THAT(problems[0].line(), HasSubstr("did you mean pam?"));
  EXPECT_THAT(problems[1].message, HasSubstr("./pam"));
  EXPECT_THAT(problems[2].message, HasSubstr("none.yaml"));
}

}  // namespace
}  // namespace loadtest
