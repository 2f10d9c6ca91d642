#include "workloads/ws/dialogue_options.h"

#include <functional>

#include "workloads/ws/dialogue_reader.h"

namespace loadtest {

void read_dialogue_options(const WorkloadRequest& request, WsSettings& settings) {
  settings.seed = request.seed;
  settings.origin = std::hash<std::string_view>{}(request.run_id);
  settings.dialogue = choose_dialogue(request.options.get_or("dialogue", "pam"), request.seed, request.problems);
  settings.stream = request.options.has("stream");
  if (settings.dialogue == nullptr || !settings.stream || settings.dialogue->streams()) return;
  request.problems.push_back({ErrorKind::usage,
                              "--stream: the dialogue " + settings.dialogue->name + " knows no streamed replies",
                              "its file says what a piece is by a rule with is: piece"});
}

}  // namespace loadtest
