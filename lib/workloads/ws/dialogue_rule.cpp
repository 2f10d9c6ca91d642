#include "workloads/ws/dialogue_rule.h"

#include "core/text.h"

namespace loadtest {
namespace {

// Most strings hold no escapes, and those that do not are compared as they stand.
bool says(std::string_view raw, std::string_view value) {
  return raw == value || (raw.find('\\') != std::string_view::npos && json_unescape(raw) == value);
}

}  // namespace

bool DialogueRule::fits(const Incoming& message) const {
  if (type && (!message.type || !says(*message.type, *type))) return false;
  if (frame && *frame != message.frame) return false;
  for (const Field& field : where) {
    const auto found = field.at.find(message.payload);
    if (!found || !says(*found, field.value)) return false;
  }
  const auto is_there = [&](const JsonPointer& at) { return at.find(message.payload).has_value(); };
  for (const JsonPointer& at : has) {
    if (!is_there(at)) return false;
  }
  for (const JsonPointer& at : lacks) {
    if (is_there(at)) return false;
  }
  return !matches || matches->found_in(message.payload);
}

bool DialogueRule::same_conditions(const DialogueRule& other) const {
  return type == other.type && where == other.where && has == other.has && lacks == other.lacks &&
         matches == other.matches && frame == other.frame;
}

std::string DialogueRule::error_kind_of(std::string_view payload) const {
  if (!error_kind.empty()) return error_kind;
  const auto kind = error_kind_at.find(payload);
  if (error_kind_at.empty() || !kind || kind->empty() || *kind == "null") return "error";
  return escape_foreign(json_unescape(*kind), 80);
}

}  // namespace loadtest
