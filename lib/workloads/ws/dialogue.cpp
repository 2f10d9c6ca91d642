#include "workloads/ws/dialogue.h"

#include <algorithm>

namespace loadtest {

Dialogue::Match Dialogue::match(std::string_view payload, wspp::FrameKind frame) const {
  const DialogueRule::Incoming message{payload, type_at.find(payload), frame};
  for (const DialogueRule& rule : rules) {
    if (rule.fits(message)) return {rule.role, &rule};
  }
  return {};
}

std::string_view Dialogue::answered_id(std::string_view payload, const DialogueRule& rule) const {
  const JsonPointer& at = rule.id_at.empty() ? id_at : rule.id_at;
  if (at.empty()) return {};
  return at.find(payload).value_or(std::string_view{});
}

bool Dialogue::streams() const {
  return std::any_of(rules.begin(), rules.end(), [](const DialogueRule& rule) {
    return rule.role == Role::piece || rule.role == Role::last_piece;
  });
}

bool Dialogue::names(MessageTemplate::Place place) const {
  const auto opening_names = [&](const DialogueOpening& opening) { return opening.body.names(place); };
  return std::any_of(on_upgrade.begin(), on_upgrade.end(), opening_names) ||
         std::any_of(on_greeting.begin(), on_greeting.end(), opening_names) || (id && id->names(place)) ||
         std::any_of(rules.begin(), rules.end(), [&](const DialogueRule& rule) { return rule.answer.names(place); }) ||
         std::any_of(messages.begin(), messages.end(), [&](const DialogueMessage& message) {
           return message.body.names(place) || (message.stream_body && message.stream_body->names(place));
         });
}

}  // namespace loadtest
