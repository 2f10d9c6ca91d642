#include "har/seen_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "har/volatile_values.h"

namespace loadtest {
namespace {

namespace json = boost::json;

constexpr std::size_t depth_max = 4;
constexpr double most = 0.8;

std::string escaped_key(std::string_view key) {
  std::string text;
  for (const char c : key) text += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
  return text;
}

std::string scalar_text(const json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

void collect(const json::value& value, const std::string& at, std::size_t depth,
             std::map<std::string, std::string>& scalars) {
  if (const json::object* object = value.if_object()) {
    if (depth == depth_max) return;
    for (const auto& [key, inside] : *object) collect(inside, at + '/' + escaped_key(key), depth + 1, scalars);
  } else if (!value.is_array() && !value.is_null()) {
    scalars[at] = scalar_text(value);
  }
}

// Words that name what kind of message it is, the likeliest first.
std::size_t rank_of(std::string_view key) {
  constexpr std::array<std::string_view, 12> words{"type", "event",   "action",      "op",    "kind", "method",
                                                   "cmd",  "command", "messageType", "topic", "name", "t"};
  return static_cast<std::size_t>(std::ranges::find(words, key) - words.begin());
}
constexpr std::size_t no_rank = 12;

void write_value(const json::value& value, std::string_view key, const std::string& at, std::string_view id_pointer,
                 std::string& out) {
  if (const json::object* object = value.if_object()) {
    out += '{';
    for (const auto& [name, inside] : *object) {
      if (out.back() != '{') out += ',';
      out += without_places(json::serialize(json::string(name))) + ':';
      write_value(inside, name, at + '/' + escaped_key(name), id_pointer, out);
    }
    out += '}';
  } else if (const json::array* list = value.if_array()) {
    out += '[';
    for (const json::value& inside : *list) {
      if (&inside != &list->front()) out += ',';
      write_value(inside, key, at + "/-", id_pointer, out);
    }
    out += ']';
  } else {
    const bool text = value.is_string();
    const auto place = at == id_pointer ? std::optional<std::string>("{id}") : place_for(key, scalar_text(value));
    const bool quoted = text || (place && *place != "{id}" && *place != "{now_ms}" && *place != "{sequence}");
    if (place && !value.is_null())
      out += quoted ? '"' + *place + '"' : *place;
    else
      out += without_places(json::serialize(value));
  }
}

}  // namespace

std::string_view key_of(std::string_view pointer) { return pointer.substr(pointer.rfind('/') + 1); }

std::vector<SeenMessage> look_at(const Conversation& conversation) {
  std::vector<SeenMessage> all;
  for (const Conversation::Message& message : conversation.messages) {
    SeenMessage& seen = all.emplace_back();
    seen.message = &message;
    if (message.binary) continue;
    json::error_code error;
    json::value value = json::parse(message.data, error);
    if (error || !value.is_object()) continue;
    collect(value, "", 0, seen.scalars);
    seen.json = std::move(value);
  }
  for (const bool sent : {true, false}) {
    const std::string at = find_type_pointer(all, sent);
    if (at.empty()) continue;
    for (SeenMessage& seen : all) {
      const auto found = seen.scalars.find(at);
      if (seen.sent() == sent && found != seen.scalars.end()) seen.type = found->second;
    }
  }
  return all;
}

std::string find_type_pointer(const std::vector<SeenMessage>& all, bool sent) {
  std::map<std::string, std::size_t> present;
  std::map<std::string, std::set<std::string>> values;
  std::size_t count = 0;
  for (const SeenMessage& seen : all) {
    if (seen.sent() != sent || !seen.json) continue;
    ++count;
    for (const auto& [at, text] : seen.scalars) {
      if (rank_of(key_of(at)) == no_rank) continue;
      ++present[at];
      values[at].insert(text);
    }
  }
  std::string best;
  const auto worth = [](const std::string& at) { return std::pair(std::ranges::count(at, '/'), rank_of(key_of(at))); };
  for (const auto& [at, times] : present) {
    const bool usual = static_cast<double>(times) >= most * static_cast<double>(count);
    if (!usual || values[at].size() > std::max<std::size_t>(8, count / 2)) continue;
    if (best.empty() || worth(at) < worth(best)) best = at;
  }
  return best;
}

std::string template_of(const SeenMessage& seen, std::string_view id_pointer) {
  if (seen.message->binary) return seen.message->data;
  if (!seen.json) return place_for("", seen.message->data).value_or(without_places(seen.message->data));
  std::string text;
  write_value(*seen.json, "", "", id_pointer, text);
  return text;
}

}  // namespace loadtest
