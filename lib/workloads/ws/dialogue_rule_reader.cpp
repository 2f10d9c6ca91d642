#include "workloads/ws/dialogue_rule_reader.h"

#include <algorithm>
#include <array>

namespace loadtest {

namespace {

constexpr std::array<std::string_view, 2> frame_names{"text", "binary"};

bool can_answer(Role role) {
  return role == Role::reply || role == Role::stream_start || role == Role::piece || role == Role::last_piece ||
         role == Role::stream_end || role == Role::error;
}

std::vector<JsonPointer> read_pointers(const YamlSpot& spot) {
  std::vector<JsonPointer> pointers;
  if (spot.is_scalar()) {
    pointers.push_back(read_pointer(spot));
  } else {
    for (const YamlSpot& item : spot.items()) pointers.push_back(read_pointer(item));
  }
  return pointers;
}

std::vector<DialogueRule::Field> read_fields(const YamlSpot& spot) {
  std::vector<DialogueRule::Field> fields;
  for (const auto& [key, value] : spot.members()) {
    auto at = JsonPointer::parse(key);
    if (!at) value.wrong("as a JSON pointer " + at.error().message, at.error().hint);
    const auto text = value.text();
    if (at && text) fields.push_back({*at, *text});
  }
  return fields;
}

void read_conditions(const YamlSpot& spot, const Dialogue& dialogue, DialogueRule& rule) {
  rule.type = spot["type"].text();
  if (rule.type && dialogue.type_at.empty()) {
    spot["type"].wrong("nothing says where a message's type is", "type_at: type at the top of the file");
  }
  rule.where = read_fields(spot["where"]);
  rule.has = read_pointers(spot["has"]);
  rule.lacks = read_pointers(spot["lacks"]);
  if (const auto frame = spot["frame"].word(frame_names)) {
    rule.frame = *frame == 0 ? wspp::FrameKind::text : wspp::FrameKind::binary;
  }
  if (const auto pattern = spot["matches"].text()) {
    auto made = TextPattern::make(*pattern, rule.frame == wspp::FrameKind::binary);
    if (made) {
      rule.matches = std::move(*made);
    } else {
      spot["matches"].wrong(made.error().message, made.error().hint);
    }
  }
}

DialogueRule::RateLimitPlaces read_rate_limit(const YamlSpot& spot) {
  if (!spot.present()) return {};
  spot.only({"limit", "window", "retry_after"});
  return {read_pointer(spot["limit"]), read_pointer(spot["window"]), read_pointer(spot["retry_after"])};
}

void read_consequences(const YamlSpot& spot, const TemplateFeeders& feeders, DialogueRule& rule) {
  if (rule.role == Role::keep_alive) {
    rule.answer = read_template(spot.need("answer"), feeders);
    if (rule.answer.names(MessageTemplate::Place::id) || rule.answer.names(MessageTemplate::Place::cell)) {
      spot["answer"].wrong("an answer to a keep-alive has no id and no row to be filled with");
    }
  } else if (spot["answer"].present()) {
    spot["answer"].wrong("only what is a keep_alive is answered", "is: keep_alive");
  }
  const YamlSpot kind = spot["kind"], kind_at = spot["kind_at"];
  if (rule.role == Role::error) {
    rule.error_kind = kind.text().value_or("");
    rule.error_kind_at = read_pointer(kind_at);
    rule.rate_limit = read_rate_limit(spot["rate_limit"]);
    if (kind.present() && kind_at.present()) kind.wrong("kind and kind_at exclude each other", "give one of them");
  } else {
    for (const YamlSpot& each : {kind, kind_at}) {
      if (each.present()) each.wrong("only an error has a kind", "is: error");
    }
    if (spot["rate_limit"].present()) spot["rate_limit"].wrong("only an error tells of a rate limit", "is: error");
  }
  if (spot["id_at"].present() && !can_answer(rule.role))
    spot["id_at"].wrong("what answers no message has no id of one");
  rule.id_at = read_pointer(spot["id_at"]);
}

DialogueRule read_rule(const YamlSpot& spot, const YamlSpot& is, Role usual, const TemplateFeeders& feeders,
                       const Dialogue& dialogue) {
  spot.only(
      {"type", "where", "has", "lacks", "matches", "frame", "is", "id_at", "answer", "kind", "kind_at", "rate_limit"});
  DialogueRule rule;
  const auto role = is.word(role_names);
  rule.role = role ? static_cast<Role>(*role) : usual;
  read_conditions(spot, dialogue, rule);
  // Without its role there is no telling what else belongs there.
  if (role || !is.present()) read_consequences(spot, feeders, rule);
  return rule;
}

}  // namespace

void read_receive(const YamlSpot& list, const TemplateFeeders& feeders, Dialogue& into) {
  const DialogueRule unconditional;
  bool took_all = std::any_of(into.rules.begin(), into.rules.end(),
                              [&](const DialogueRule& rule) { return rule.same_conditions(unconditional); });
  for (const YamlSpot& item : list.items()) {
    if (took_all) item.wrong("no message comes this far: the rule before it fits all");
    DialogueRule rule = read_rule(item, item.need("is"), Role::ignore, feeders, into);
    took_all = rule.same_conditions(unconditional);
    into.greets = into.greets || rule.role == Role::greeting;
    into.rules.push_back(std::move(rule));
  }
}

void read_reply(const YamlSpot& reply, std::size_t message, const TemplateFeeders& feeders, Dialogue& into) {
  const std::vector<YamlSpot> spots = reply.is_list() ? reply.items() : std::vector<YamlSpot>{reply};
  for (const YamlSpot& spot : spots) {
    DialogueRule rule = read_rule(spot, spot["is"], Role::reply, feeders, into);
    if (!can_answer(rule.role)) {
      spot["is"].wrong("this answers no message", "such a rule belongs under receive");
      continue;
    }
    rule.kinds = std::uint64_t{1} << message;
    // What answers several kinds of messages is one rule: else the first kind would take the others' replies.
    const auto same = std::find_if(into.rules.begin(), into.rules.end(), [&](const DialogueRule& other) {
      return other.role == rule.role && other.same_conditions(rule);
    });
    if (same == into.rules.end()) {
      into.rules.push_back(std::move(rule));
    } else {
      same->kinds |= rule.kinds;
    }
  }
}

}  // namespace loadtest
