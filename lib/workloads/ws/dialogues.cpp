// The dialogues that ship with loadtest.
#include <array>

#include "workloads/ws/dialogue.h"

namespace loadtest {

namespace {

// A chat assistant: the upgrade is accepted first and the token checked afterwards, so only the welcome means
// connected. Replies carry no id and come in order. Its own pings come as JSON.
const Dialogue pam{
    "pam",
    "/ws/{user}?token={token}",
    "type",
    true,
    {
        {"chat_response", Role::reply},
        {"chat_response_delta", Role::piece},
        {"chunk", Role::piece},
        {"chat_response_start", Role::stream_start},
        {"chat_response_complete", Role::stream_end},
        {"response_complete", Role::stream_end},
        {"ping", Role::keep_alive, R"({"type":"pong"})"},
        {"connection", Role::greeting, "", "status", "connected"},
        {"error", Role::error},
    },
    "error_code",
    {{"chat",
      R"({"type":"chat","message":"How does my budget look this month? Load test {number}","timestamp":"{now}"})"}},
};

// Any data message is the reply to the 64 bytes sent.
const Dialogue echo{
    "echo", "", "", false, {}, "", {{"chat", "loadtest echoes sixty-four bytes: 0123456789 abcdefghijklmnopqrs"}},
};

const std::array<const Dialogue*, 2> shipped{&pam, &echo};

}  // namespace

const Dialogue* find_dialogue(std::string_view name) {
  for (const Dialogue* dialogue : shipped) {
    if (dialogue->name == name) return dialogue;
  }
  return nullptr;
}

std::vector<std::string_view> dialogue_names() {
  std::vector<std::string_view> names;
  for (const Dialogue* dialogue : shipped) names.push_back(dialogue->name);
  return names;
}

}  // namespace loadtest
