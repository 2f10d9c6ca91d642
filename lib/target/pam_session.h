#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "target/chat_data.h"
#include "target/faults.h"
#include "target/frames.h"
#include "target/rate_limit.h"
#include "target/session.h"
#include "target/target_config.h"
#include "target/timer_queue.h"

namespace loadtest::target {

/// What the sessions of a server have in common.
struct ChatBackend {
  const TargetConfig& config;
  TargetStats& stats;
  FaultPlan faults;
  RateLimiter limiter;
  Frames frames;
  TimerQueue& timers;
  ChatData* data = nullptr;  // asked before each reply, where there is one
};

/// One user's conversation in the PAM protocol. Replies leave in the order of the messages, whatever each one's delay.
class PamSession final : public TargetSession {
 public:
  static constexpr std::size_t message_bytes_max = 64 * 1024;
  static constexpr std::size_t unanswered_max = 1000;
  static constexpr std::uint64_t violations_max = 10;

  PamSession(std::uint64_t id, SessionOwner& owner, ChatBackend& backend, std::string user, bool admitted)
      : TargetSession(id, owner, backend.stats), backend_(backend), user_(std::move(user)), admitted_(admitted) {}

  void on_open() override;
  void on_message(std::string_view payload, wspp::FrameKind, TimePoint received) override;
  void on_timer(TimePoint now) override;
  void on_facts(const ChatFacts&, TimePoint now) override;

 private:
  enum class Step : std::uint8_t { reply, stream_start, stream_piece, stream_end, error, rate_error, close };
  struct Pending {
    Step step;
    bool late = false;
    std::uint32_t piece = 0;
    TimePoint received{};
    TimePoint due{};
    Nanos retry_after{0};  // of a rate_error
    std::optional<std::uint32_t> rows_read{};
  };
  /// A message that waits for the database, or stands behind one that does: the assistant begins when it has the facts.
  struct Asked {
    Pending reply;
    bool stream = false;
    bool waiting = false;
    Nanos thinking{0};  // what the assistant takes
  };

  void on_chat(std::string_view payload, TimePoint now);
  void ask(Asked, TimePoint now);
  void begin(const Asked&, TimePoint now);
  void enqueue(Pending, TimePoint now);
  void take(const Pending&, TimePoint now);
  void refuse(std::string_view code, std::string_view message);
  void keep_alive(TimePoint now);

  ChatBackend& backend_;
  std::string user_;
  bool admitted_;
  std::shared_ptr<const std::string> claims_;
  std::deque<Asked> asked_;
  std::uint64_t begun_ = 0;  // messages that have left asked_
  std::deque<Pending> pending_;
  TimePoint last_due_{};
  TimePoint next_ping_ = TimePoint::max();
  TimePoint last_pong_{};
  TimePoint wake_at_ = TimePoint::max();  // when the keep-alive is looked at again
};

}  // namespace loadtest::target
