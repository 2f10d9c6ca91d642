#include "workloads/ws/dialogue.h"

#include "core/json_scan.h"
#include "core/text.h"

namespace loadtest {

Dialogue::Match Dialogue::match(std::string_view payload) const {
  if (type_field.empty()) return {Role::reply, nullptr};
  const auto type = json_field(payload, type_field);
  if (!type) return {};
  for (const DialogueRule& rule : rules) {
    if (rule.type != *type) continue;
    if (rule.field.empty() || json_field(payload, rule.field) == rule.value) return {rule.role, &rule};
  }
  return {};
}

std::string Dialogue::error_kind(std::string_view payload) const {
  const auto kind = error_kind_field.empty() ? std::nullopt : json_field(payload, error_kind_field);
  if (!kind || kind->empty() || *kind == "null") return "error";
  return escape_foreign(json_unescape(*kind), 80);
}

}  // namespace loadtest
