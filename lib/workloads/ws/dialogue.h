#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// What a message from the backend means to the user who gets it.
enum class Role : std::uint8_t {
  greeting,      // the user counts as connected
  reply,         // the whole answer to the message awaited
  stream_start,  // a streamed answer begins
  piece,         // a piece of it
  stream_end,    // it is complete
  keep_alive,    // answered by itself, never taken for a reply
  error,         // an answer that says no
  ignore,
};

/// Messages whose `type` is this (and, where `field` is given, whose field has this value) have this role.
struct DialogueRule {
  std::string type;
  Role role;
  std::string answer{};  // of keep_alive: what is sent back
  std::string field{}, value{};
};

/// A kind of message that users send. The text may hold {now} (ISO 8601), {number} (of the start) and {user}.
struct DialogueMessage {
  std::string name;
  std::string text;
};

/// How a backend talks, as data: what greets, what answers, what ends a streamed answer, what to answer by itself, what
/// is an error; whatever it does not name is ignored.
struct Dialogue {
  std::string name;
  std::string path;        // added to the base URL; {user} and {token} are filled in
  std::string type_field;  // the top-level JSON key that tells a message's type; empty = any data message is the reply
  bool greets = false;     // else a user is connected when upgraded
  std::vector<DialogueRule> rules;
  std::string error_kind_field;  // names an error's kind; without it the kind is "error"
  std::vector<DialogueMessage> messages;

  /// The role of a message, and its rule where it has one.
  struct Match {
    Role role = Role::ignore;
    const DialogueRule* rule = nullptr;
  };
  Match match(std::string_view payload) const;
  /// The kind of failure that an error message tells.
  std::string error_kind(std::string_view payload) const;
};

/// The dialogues that ship with loadtest: "pam" and "echo". Null where there is none of that name.
const Dialogue* find_dialogue(std::string_view name);
std::vector<std::string_view> dialogue_names();

}  // namespace loadtest
