#include "workloads/ws/message_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "core/random.h"

namespace loadtest {
namespace {

using namespace std::chrono;
using Place = MessageTemplate::Place;
using testing::HasSubstr;

FeedTable people() {
  FeedTable table({"name", "home town"});
  for (const std::string_view cell : {"Ada", "London", "Say \"Grace\"\n", "New York"}) table.add(cell);
  return table;
}

struct Parsed {
  MessageTemplate message;
  Problems wrong;
};

Parsed parse(std::string_view text, std::span<const TemplateFeeder> feeders = {}) {
  Parsed parsed;
  parsed.message =
      MessageTemplate::parse(text, feeders, [&](Error error) { parsed.wrong.push_back(std::move(error)); });
  return parsed;
}

std::string render(std::string_view text, const MessageTemplate::Values& values) {
  const Parsed parsed = parse(text);
  EXPECT_TRUE(parsed.wrong.empty()) << text << ": " << parsed.wrong.front().line();
  std::string into;
  parsed.message.render(values, into);
  return into;
}

TEST(MessageTemplate, FillsItsPlaces) {
  const MessageTemplate::Values values{.now = sys_days(year(2026) / 11 / 23) + 14h + 3min + 7s + 4ms,
                                       .number = 42,
                                       .sequence = 3,
                                       .user = "user-1",
                                       .token = "t.t",
                                       .id = "q-9"};
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"{user} says {number} at {now}", "user-1 says 42 at 2026-11-23T14:03:07.004Z"},
      {"{now_ms}", "1795442587004"},
      {"{sequence}/{id}/{token}", "3/q-9/t.t"},
      {R"({"id":"{id}","n":{number},"in":{"a":{}}})", R"({"id":"q-9","n":42,"in":{"a":{}}})"},  // JSON's own braces
      {"{{user} { user } {User} {\"a\":1} {", "{user} { user } {User} {\"a\":1} {"},            // what is no place
      {"{a:1} {x.} {user", "{a:1} {x.} {user"},
      {"{random:7-7} {choice:only}", "7 only"},
      {"{choice:|}", ""},  // two empty ones
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(render(c.text, values), c.expected);
}

TEST(MessageTemplate, DrawsAsTheNumberSaysAndNothingElse) {
  const std::string_view text = "{random:1-6} {random:1-6} {choice:a|b|c}";
  std::set<std::string> seen;
  for (std::uint64_t draw = 0; draw < 1000; ++draw) {
    const std::string once = render(text, {.draw = draw * 7919});
    EXPECT_EQ(once, render(text, {.draw = draw * 7919})) << "the same draw, the same text";
    EXPECT_TRUE(once.size() == 5 && once[0] >= '1' && once[0] <= '6' && once[4] >= 'a' && once[4] <= 'c') << once;
    seen.insert(once);
  }
  EXPECT_EQ(seen.size(), 6u * 6 * 3) << "each place draws by itself, and everything comes";
  EXPECT_EQ(render("{random:0-18446744073709551615}", {.draw = 1}).size() > 15, true) << "as wide as it gets";
}

TEST(MessageTemplate, MakesUuidsOfVersionFour) {
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (std::uint64_t unique = 0; unique < 1000; ++unique) {
    const std::string two = render("{uuid} {uuid}", {.unique = mix64(unique)});
    EXPECT_TRUE(std::regex_match(two.substr(0, 36), uuid)) << two;
    seen.insert(two.substr(0, 36));
    seen.insert(two.substr(37));
  }
  EXPECT_EQ(seen.size(), 2000u);
}

TEST(MessageTemplate, TakesRowsOfFeedersAndEscapesThemInJson) {
  const FeedTable table = people();
  const TemplateFeeder feeders[] = {{"people", &table}};
  const MessageTemplate::Row rows[] = {{&table, 1}};
  const auto render_row = [&](std::string_view text) {
    const Parsed parsed = parse(text, feeders);
    EXPECT_TRUE(parsed.wrong.empty());
    EXPECT_TRUE(parsed.message.names_feeder(0));
    std::string into;
    parsed.message.render({.rows = rows}, into);
    return into;
  };
  EXPECT_EQ(render_row("{people.name}, {people.home town}"), "Say \"Grace\"\n, New York") << "as they are in a text";
  EXPECT_EQ(render_row(R"( {"name":"{people.name}"})"), R"( {"name":"Say \"Grace\"\u000a"})");
}

TEST(MessageTemplate, SaysWhatIsWrongWithAPlace) {
  const FeedTable table = people();
  const TemplateFeeder feeders[] = {{"people", &table}};
  const struct {
    std::string_view text, message, hint;
  } cases[] = {
      {"{usr}", "{usr}", "did you mean {user}?"},
      {"{\"a\":\"{nmber}\"}", "{nmber}", "did you mean {number}?"},
      {"{somethingelse}", "{somethingelse}", "{{ stands for { itself"},
      {"{random}", "does not say from where to where", "{random:1-100}"},
      {"{random:1}", "does not say from where to where", "{random:1-100}"},
      {"{random:1-x}", "does not say from where to where", "{random:1-100}"},
      {"{random:9-1}", "ends before it begins", "smaller number first"},
      {"{choice}", "nothing to choose from", "{choice:red|green}"},
      {"{choice:}", "nothing to choose from", "{choice:red|green}"},
      {"{people.nam}", "a column that the feeder does not have", "did you mean name?"},
      {"{people.zzzzzzzz}", "a column that the feeder does not have", "its first is name"},
      {"{people}", "names no column", "{people.name}"},
      {"{places.name}", "names no feeder", "feeders:"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse(c.text, feeders);
    ASSERT_EQ(parsed.wrong.size(), 1u) << c.text;
    EXPECT_THAT(parsed.wrong.front().message, HasSubstr(c.message)) << c.text;
    EXPECT_THAT(parsed.wrong.front().hint, HasSubstr(c.hint)) << c.text;
  }
}

TEST(MessageTemplate, KnowsWhatItNeeds) {
  EXPECT_TRUE(parse("{user}").message.names(Place::user));
  EXPECT_FALSE(parse("{now}").message.names(Place::user));
  EXPECT_EQ(*parse("plain {{text}").message.constant(), "plain {text}");
  EXPECT_EQ(parse("{now}").message.constant(), nullptr);
  EXPECT_EQ(*MessageTemplate::constant("{now}").constant(), "{now}") << "as it is";
}

}  // namespace
}  // namespace loadtest
