#pragma once

#include <vector>

#include "workloads/ws/dialogue_reader.h"

namespace loadtest {

/// `receive`: a list of rules, each of which says in `is` what the messages are that fit it.
void read_receive(const YamlSpot& list, const TemplateFeeders&, Dialogue& into);

/// `reply` of the index-th message: a rule or a list of them, `reply` where they do not say more.
void read_reply(const YamlSpot& reply, std::size_t message, const TemplateFeeders&, Dialogue& into);

}  // namespace loadtest
