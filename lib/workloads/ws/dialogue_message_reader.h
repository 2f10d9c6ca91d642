#pragma once

#include <vector>

#include "workloads/ws/dialogue_reader.h"

namespace loadtest {

/// `on_upgrade` and `on_greeting`: what is sent when a user has come.
std::vector<DialogueOpening> read_openings(const YamlSpot& list, const TemplateFeeders&);

/// `messages`: the kinds of messages by name, with their replies.
void read_messages(const YamlSpot& map, const TemplateFeeders&, Dialogue& into);

/// Once all rules are known: whether each message can be answered, and by what it says.
void check_replies(const YamlSpot& map, const Dialogue&);

}  // namespace loadtest
