#pragma once

#include <cstdint>
#include <memory>

#include "engine/deadline_ring.h"
#include "engine/track_context.h"
#include "engine/workload.h"

namespace loadtest {

class VirtualUser;

/// Whoever decides what a user does next. Calls come from the user's callbacks and deadlines.
class UserDirector {
 public:
  /// Connected (again, after a replacement: `again`). `at` = when.
  virtual void on_connected(VirtualUser&, TimePoint at, bool again) = 0;
  /// It may start something: its operation ended at `since`, or its session can take more.
  virtual void on_available(VirtualUser&, TimePoint since, TimePoint now) = 0;
  /// The pause that the director set on it is over.
  virtual void on_pause_over(VirtualUser&, TimePoint due, TimePoint now) = 0;
  /// The last of what was pending on this shard's share of the track is over.
  virtual void on_nothing_pending() = 0;
  /// It will never start anything again; it may still be closing.
  virtual void on_gone(VirtualUser&) = 0;
  /// Its session is closed; nothing comes any more.
  virtual void on_ended(VirtualUser&) = 0;

 protected:
  ~UserDirector() = default;
};

/// An actor that owns a session and issues operations one after another (as many at once as the session takes). It owns
/// their deadlines and the quarantine after one passed: until the late answer came, or another reply time-out passed,
/// upon which it gets a new session. Where its track says so it reconnects after its connection went away by itself.
class VirtualUser final : private SessionObserver, private DeadlineOwner {
 public:
  VirtualUser(TrackContext&, UserDirector&, std::uint64_t id);

  std::uint64_t id() const { return id_; }
  /// Opens its first session, or a new one after the last was closed.
  void connect(TimePoint intended);
  /// May start() be called now?
  bool available() const { return state_ == State::connected && !leaving_ && session_->capacity() > 0; }
  void start(OperationId, TimePoint intended, TimePoint now, std::uint64_t number);
  /// Starts nothing any more, and says goodbye when what is under way has ended. Never from within its callbacks,
  /// unless something is in flight.
  void leave_when_done(TimePoint now);
  bool leaving() const { return leaving_; }
  bool gone_by_itself() const { return !leaving_ && (state_ == State::closing || state_ == State::gone); }
  /// Its session is closed, or there was none yet.
  bool away() const { return state_ == State::idle || state_ == State::gone; }
  /// Says goodbye. Operations in flight, a connection under way included, are recorded as cancelled with their age.
  void close(TimePoint now);
  /// Cuts everything off, without goodbye.
  void drop(TimePoint now);

  std::size_t in_flight() const { return in_flight_; }

  // The director's:
  DeadlineHook pause;           // for think time
  std::uint32_t turn = 0;       // operations that it started
  std::uint32_t last_turn = 0;  // after this one it leaves
  bool listed = false;          // in the list of available users
  bool settled = false;         // its first connection succeeded or failed
  TimePoint comes_again{};      // when it is due to connect, though its last session is still closing; else 0

 private:
  enum class State : std::uint8_t {
    idle,
    connecting,
    connected,
    quarantined,
    replacing,
    lost,     // its connection went away; the session has its on_closed() to say
    waiting,  // to reconnect
    closing,
    gone
  };
  struct Slot {
    DeadlineHook deadline;
    TimePoint intended, sent;
    OperationId operation = 0;
    bool busy = false;
  };

  void on_opened(const Sample&) override;
  void on_done(StartId, const Sample&) override;
  void on_late(OperationId) override;
  void on_ready() override;
  void on_lost(ErrorId) override;
  void on_closed() override;
  void expired(DeadlineHook&, TimePoint now) override;

  void open_session(TimePoint intended);
  void own_deadline_passed(TimePoint now);
  void reply_timed_out(Slot&, TimePoint now);
  void quarantine_if_mute(TimePoint now);
  void quarantine_passed(TimePoint now);
  void leave_soon(TimePoint now);
  void count_lost_operations(ErrorId);
  void fall_out();
  bool reconnects() const { return recovering_ && !leaving_ && !track_.stopping && state_ != State::closing; }
  void wait_to_reconnect();
  void recovered(TimePoint at, Outcome);
  void cancel_in_flight(TimePoint now);
  void fail_connect(TimePoint now, Outcome, ErrorId);
  void record_connect(const Sample&);
  void count_lost_replies();
  void disconnected();
  void leave();
  void end();
  void set_pending(bool);

  State state_ = State::idle;  // with the others that every operation needs, so that they lie together
  bool opened_before_ = false, counted_ = false, pending_ = false, leaving_ = false, recovering_ = false;
  TrackContext& track_;
  UserDirector& director_;
  std::uint64_t id_;
  std::unique_ptr<Session> session_, retired_;
  Slot only_slot_;                      // most sessions take one operation at a time
  std::unique_ptr<Slot[]> more_slots_;  // of the others, all
  Slot* slots_ = &only_slot_;
  std::uint32_t slots_count_ = 1, in_flight_ = 0;
  DeadlineHook own_deadline_;  // connecting or quarantine
  TimePoint connect_intended_{}, last_end_{}, abandoned_intended_{};
  TimePoint lost_at_{};
  OperationId abandoned_operation_ = 0;
  ErrorId failed_as_ = 0;         // the last failure's kind,
  std::uint16_t failed_so_ = 0;   // and how many in turn had it
  std::uint16_t attempts_ = 0;    // to reconnect
  std::uint32_t unanswered_ = 0;  // abandoned, and neither late nor given up yet
};

}  // namespace loadtest
