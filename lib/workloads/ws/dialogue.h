#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "feed/read_feeders.h"
#include "workloads/ws/dialogue_rule.h"
#include "workloads/ws/message_template.h"
#include "wspp/connection.h"

namespace loadtest {

/// A message that is sent when a user has come, and gets no reply.
struct DialogueOpening {
  MessageTemplate body;
  wspp::FrameKind frame = wspp::FrameKind::text;
};

/// A kind of message that users send; an operation of its own.
struct DialogueMessage {
  std::string name;
  double weight = 1;
  MessageTemplate body{};
  std::optional<MessageTemplate> stream_body{};  // sent instead where a streamed reply is asked for
  wspp::FrameKind frame = wspp::FrameKind::text;
  bool answered = true;  // else it is done when it is sent

  const MessageTemplate& body_for(bool stream) const { return stream && stream_body ? *stream_body : body; }
};

/// How a backend talks, as data: what greets, what answers, what ends a streamed answer, what to answer by itself, what
/// is an error; whatever it does not name is ignored. Made of a file (docs/dialogues.md).
struct Dialogue {
  static constexpr std::size_t messages_max = 64;  // DialogueRule::kinds

  std::string name;
  std::string path;  // added to the base URL; {user} and {token} are filled in
  std::vector<std::string> subprotocols;
  bool greets = false;                                   // else a user is connected when upgraded
  std::vector<DialogueOpening> on_upgrade, on_greeting;  // sent then
  std::vector<NamedFeeder> feeders;                      // in the order in which templates count them
  JsonPointer type_at;                                   // where a message's type is
  std::optional<MessageTemplate> id;                     // what {id} stands for in what is sent
  JsonPointer id_at;                                     // where a reply has it again
  std::size_t in_flight = 1;                             // messages that one user has under way at most
  Nanos stall_after{0};                                  // a longer gap in a streamed reply is a stall
  std::vector<DialogueRule> rules;                       // the first that fits
  std::vector<DialogueMessage> messages;

  /// The role of a message, and its rule where it has one.
  struct Match {
    Role role = Role::ignore;
    const DialogueRule* rule = nullptr;
  };
  Match match(std::string_view payload, wspp::FrameKind frame = wspp::FrameKind::text) const;
  /// The id of the message that this one answers; empty where it has none.
  std::string_view answered_id(std::string_view payload, const DialogueRule&) const;
  /// Whether any message has a streamed reply.
  bool streams() const;
  /// Whether anything that is sent has this place.
  bool names(MessageTemplate::Place) const;
};

/// The dialogues that ship with loadtest: "pam" and "echo". Null where there is none of that name.
std::shared_ptr<const Dialogue> find_dialogue(std::string_view name);
std::vector<std::string_view> dialogue_names();

}  // namespace loadtest
