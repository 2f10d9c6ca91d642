#include "workloads/ws/dialogue_message_reader.h"

#include <algorithm>
#include <array>

#include "workloads/ws/binary_text.h"
#include "workloads/ws/dialogue_rule_reader.h"

namespace loadtest {

namespace {

using Decode = std::optional<std::string> (*)(std::string_view);

MessageTemplate read_bytes(const YamlSpot& spot, Decode decode, const char* what) {
  const auto text = spot.text();
  if (!text) return {};
  auto bytes = decode(*text);
  if (!bytes) spot.wrong(std::string("this is not ") + what);
  return MessageTemplate::constant(bytes.value_or(""));
}

// text, binary, hex or base64: exactly one of them.
DialogueOpening read_body(const YamlSpot& spot, const TemplateFeeders& feeders) {
  constexpr std::array<std::string_view, 4> forms{"text", "binary", "hex", "base64"};
  const auto given =
      std::count_if(forms.begin(), forms.end(), [&](std::string_view key) { return spot[key].present(); });
  if (spot.is_map() && given != 1) {
    spot.wrong(given == 0 ? "nothing says what is sent" : "it is said several times what is sent",
               "one of text, binary, hex, base64");
  }
  if (spot["text"].present()) return {read_template(spot["text"], feeders), wspp::FrameKind::text};
  if (spot["binary"].present()) return {read_template(spot["binary"], feeders), wspp::FrameKind::binary};
  if (spot["hex"].present()) return {read_bytes(spot["hex"], decode_hex, "hexadecimal"), wspp::FrameKind::binary};
  return {read_bytes(spot["base64"], decode_base64, "base64"), wspp::FrameKind::binary};
}

void check_name(const YamlSpot& spot, const std::string& name, bool first) {
  constexpr std::array<std::string_view, 10> taken{"connect", "first_piece", "piece_gap", "ping",     "recover",
                                                   "tcp",     "tls",         "upgrade",   "greeting", "bad_token"};
  if (first && name != "chat") {
    return spot.wrong("the first kind of message is called chat", "criteria and results of every dialogue name it so");
  }
  if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
    return spot.wrong("this name has another meaning in results", "call it otherwise");
  }
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (!plain || name.empty() || name.front() < 'a') {
    spot.wrong("criteria could not name it", "small letters, digits and _, a letter first");
  }
}

bool is_answered(const Dialogue& dialogue, std::size_t message) {
  return std::any_of(dialogue.rules.begin(), dialogue.rules.end(), [&](const DialogueRule& rule) {
    const bool ends = rule.role == Role::reply || rule.role == Role::last_piece || rule.role == Role::stream_end;
    return ends && (rule.kinds >> message & 1) != 0;
  });
}

DialogueMessage read_message(const YamlSpot& spot, std::string name, const TemplateFeeders& feeders) {
  spot.only({"weight", "text", "binary", "hex", "base64", "stream_text", "reply"});
  DialogueMessage message{.name = std::move(name)};
  message.weight = spot["weight"].number(1e-6, 1e6).value_or(1);
  DialogueOpening body = read_body(spot, feeders);
  message.body = std::move(body.body);
  message.frame = body.frame;
  if (spot["stream_text"].present()) message.stream_body = read_template(spot["stream_text"], feeders);
  return message;
}

}  // namespace

std::vector<DialogueOpening> read_openings(const YamlSpot& list, const TemplateFeeders& feeders) {
  std::vector<DialogueOpening> openings;
  for (const YamlSpot& item : list.items()) {
    item.only({"text", "binary", "hex", "base64"});
    openings.push_back(read_body(item, feeders));
    if (openings.back().body.names(MessageTemplate::Place::id)) {
      item.wrong("{id} is what a reply carries, and to this there is none");
    }
  }
  return openings;
}

void read_messages(const YamlSpot& map, const TemplateFeeders& feeders, Dialogue& into) {
  const auto kinds = map.members();
  if (map.is_map() && kinds.empty()) map.wrong("there is no message to send");
  if (kinds.size() > Dialogue::messages_max) return map.wrong("there are more than 64 kinds of messages");
  for (const auto& [name, spot] : kinds) {
    check_name(spot, name, into.messages.empty());
    into.messages.push_back(read_message(spot, name, feeders));
    const YamlSpot reply = spot["reply"];
    into.messages.back().answered = !reply.is_scalar();
    if (reply.is_scalar()) {
      constexpr std::array<std::string_view, 1> none{"none"};
      reply.word(none);
    } else if (reply.present()) {
      read_reply(reply, into.messages.size() - 1, feeders, into);
    }
  }
}

void check_replies(const YamlSpot& map, const Dialogue& dialogue) {
  const auto kinds = map.members();
  for (std::size_t i = 0; i < dialogue.messages.size(); ++i) {
    const DialogueMessage& message = dialogue.messages[i];
    const YamlSpot& spot = kinds[i].second;
    if (message.answered && !is_answered(dialogue, i)) {
      spot.wrong("no rule says what its reply is", "reply: here, a rule with is: reply under receive, or reply: none");
    }
    if (!message.answered && message.stream_body) spot["stream_text"].wrong("what has no reply has no streamed one");
    const bool names_id = message.body.names(MessageTemplate::Place::id);
    if (names_id && !dialogue.id) {
      spot.wrong("{id} stands in it, and nothing says where replies have it", "correlation: {at: /meta/request_id}");
    }
    if (message.stream_body && message.stream_body->names(MessageTemplate::Place::id) != names_id) {
      spot["stream_text"].wrong("{id} stands in one of text and stream_text only", "in both, or in neither");
    }
  }
}

}  // namespace loadtest
