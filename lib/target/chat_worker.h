#pragma once

#include <string_view>
#include <vector>

#include "core/error.h"
#include "target/stats_board.h"
#include "target/target_config.h"

namespace loadtest::target {

/// A process that serves the chat on a port that it shares with others of its kind. It does what it is told in
/// packets on a socket, answers each with one, and ends when the other end is closed, however that came about.
struct ChatWorker {
  int pid = -1;
  int control = -1;  // our end
};

/// What a worker is told, and how it answers: `done`, or what went wrong.
namespace worker_words {
inline constexpr std::string_view listen = "listen";      // ` NANOSECONDS`: where its stalls are counted from
inline constexpr std::string_view database = "database";  // ` CONNECTIONS ADDRESS`
inline constexpr std::string_view open = "open";
inline constexpr std::string_view done = "done";
}  // namespace worker_words

/// Starts as many as the configuration says, which come back from here never. To be called before any thread and event
/// loop is made. Errors (target).
Result<std::vector<ChatWorker>> start_chat_workers(const TargetConfig&, StatsBoard&);

}  // namespace loadtest::target
