#pragma once

#include <optional>
#include <string>
#include <vector>

#include "har/conversation.h"

namespace loadtest {

/// A first guess at how a backend talks, made of one recorded conversation: what a dialogue file says, with remarks on
/// what its author should look at.
struct Draft {
  struct Sent {
    std::string name;  // of a kind of message; empty = of an opening
    std::string data;  // with places; of a binary one base64
    bool binary = false, answered = true;
    std::size_t times = 1;
    std::string remark;
  };
  struct Rule {
    std::string type, is, answer, remark;  // type empty = any
  };
  std::string url_shown;  // without path
  std::string path;
  std::vector<std::string> subprotocols;
  std::string type_at;  // a JSON pointer; empty = none was found
  std::string id_at, id;
  std::vector<Sent> on_upgrade, messages;
  std::vector<Rule> receive;
  std::vector<std::string> remarks;
};

Draft draft_dialogue(const Conversation&);

/// The draft as a dialogue file (docs/dialogues.md). Nothing of the conversation's secrets is in it.
std::string draft_text(const Draft&, const Conversation&);

}  // namespace loadtest
