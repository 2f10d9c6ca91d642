#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace loadtest::target {

/// What a chat wants to know of its user before the assistant begins.
struct ChatQuestion {
  std::uint64_t session = 0;
  std::uint64_t number = 0;  // within the session
  /// Of the user's token. They go with the session: nobody waits for the answer then.
  std::weak_ptr<const std::string> claims;
};

/// The answer to it.
struct ChatFacts {
  std::uint64_t session = 0, number = 0;
  bool known = false;      // false = the database failed
  std::uint32_t rows = 0;  // that the user may see
};

/// Where the sessions of the reference backend ask.
class ChatData {
 public:
  /// TargetSession::on_facts() comes once, never within this call, and not for a session that is gone.
  virtual void ask(ChatQuestion) = 0;

 protected:
  ~ChatData() = default;
};

}  // namespace loadtest::target
