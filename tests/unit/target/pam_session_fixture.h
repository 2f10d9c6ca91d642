#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "target/pam_session.h"

namespace loadtest::target {

/// Writes down what the session says.
struct Recording {
  std::vector<std::string> sent;
  std::uint16_t closed_with = 0;
};

/// The other end of the session under test.
class RecordingConnection final : public wspp::Connection {
 public:
  explicit RecordingConnection(Recording& recording) : recording_(recording) {}
  std::uint32_t send(std::string_view payload, wspp::FrameKind) override {
    recording_.sent.emplace_back(payload);
    return static_cast<std::uint32_t>(payload.size());
  }
  void close(std::uint16_t code, std::string_view) override { recording_.closed_with = code; }
  std::size_t unsent_bytes() const override { return 0; }
  void abandon() override { delete this; }

 private:
  Recording& recording_;
};

/// A database that answers when the test says so.
class HeldData final : public ChatData {
 public:
  void ask(ChatQuestion question) override { questions.push_back(std::move(question)); }
  std::vector<ChatQuestion> questions;
};

/// A session with everything that belongs to it but a socket.
class PamSessionTest : public testing::Test, private SessionOwner {
 protected:
  PamSession& open(bool admitted = true) {
    backend_.emplace(
        ChatBackend{config, stats, FaultPlan(config.faults), RateLimiter(config.rate_limit), {}, timers_, data});
    SessionOwner& owner = *this;
    session_.emplace(7, owner, *backend_, "anna", admitted);
    session_->attach(wspp::ConnectionPtr(new RecordingConnection(recording)));
    session_->on_open();
    return *session_;
  }
  void say(std::string_view text) { session_->on_message(text, wspp::FrameKind::text, Clock::now()); }
  /// Runs the event loop until so many frames have left, or for two seconds.
  void wait_for_frames(std::size_t count) {
    const TimePoint deadline = Clock::now() + std::chrono::seconds(2);
    while (recording.sent.size() < count && Clock::now() < deadline) io_.run_one_for(std::chrono::milliseconds(10));
    ASSERT_GE(recording.sent.size(), count);
  }
  void retire(TargetSession&) override { retired = true; }

  /// What the database says to the question of that number.
  void tell(std::size_t question, bool known, std::uint32_t rows, TimePoint now = Clock::now()) {
    const ChatQuestion& asked = held.questions.at(question);
    session_->on_facts({asked.session, asked.number, known, rows}, now);
  }
  void end_session() { session_.reset(); }

  TargetConfig config;
  TargetStats stats;
  HeldData held;
  ChatData* data = nullptr;  // &held where the test has a database
  Recording recording;
  bool retired = false;
  boost::asio::io_context io_;

 private:
  TimerQueue timers_{io_, [this](std::uint64_t, TimePoint now) { session_->on_timer(now); }};
  std::optional<ChatBackend> backend_;
  std::optional<PamSession> session_;
};

}  // namespace loadtest::target
