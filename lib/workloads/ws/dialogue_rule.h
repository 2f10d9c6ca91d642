#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_pointer.h"
#include "workloads/ws/message_template.h"
#include "workloads/ws/text_pattern.h"
#include "wspp/connection.h"

namespace loadtest {

/// What a message from the backend means to the user who gets it.
enum class Role : std::uint8_t {
  greeting,      // the user counts as connected
  reply,         // the whole answer to a message
  stream_start,  // a streamed answer begins
  piece,         // a piece of it
  last_piece,    // a piece of it, and it is complete
  stream_end,    // it is complete
  keep_alive,    // answered by itself, never taken for a reply
  error,         // an answer that says no
  ignore,
};

/// As they are written in files, in the order of the enum.
inline constexpr std::string_view role_names[] = {"greeting",   "reply",      "stream_start", "piece", "last_piece",
                                                  "stream_end", "keep_alive", "error",        "ignore"};

/// Messages that fulfil all of these conditions have this role.
struct DialogueRule {
  struct Field {
    JsonPointer at;
    std::string value;  // as text: true is also "true"
    bool operator==(const Field&) const = default;
  };
  /// Where a refusal for too many messages says what is allowed: so many in so many seconds, and when to try again.
  struct RateLimitPlaces {
    JsonPointer limit, window, retry_after;
  };
  static constexpr std::uint64_t all_kinds = ~std::uint64_t{0};

  Role role = Role::ignore;
  std::optional<std::string> type{};
  std::vector<Field> where{};               // these have these values
  std::vector<JsonPointer> has{}, lacks{};  // these are there, those are not
  std::optional<TextPattern> matches{};     // found anywhere in the message
  std::optional<wspp::FrameKind> frame{};
  std::uint64_t kinds = all_kinds;  // bit i = it can answer the i-th kind of message
  JsonPointer id_at{};              // where it has the id of what it answers, if not where the dialogue says
  MessageTemplate answer{};         // of keep_alive: what is sent back
  std::string error_kind{};         // of error; else what stands at:
  JsonPointer error_kind_at{};
  RateLimitPlaces rate_limit{};  // of error

  struct Incoming {
    std::string_view payload;
    std::optional<std::string_view> type;
    wspp::FrameKind frame;
  };
  bool fits(const Incoming&) const;
  bool same_conditions(const DialogueRule&) const;
  /// The kind of failure that an error message tells; "error" where it tells none.
  std::string error_kind_of(std::string_view payload) const;
};

}  // namespace loadtest
