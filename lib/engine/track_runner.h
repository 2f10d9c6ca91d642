#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "engine/track_context.h"
#include "engine/virtual_user.h"
#include "load/load_profile.h"
#include "load/user_moves.h"

namespace loadtest {

/// One track's share on one shard: its users from connecting to closing, and the end of its time. What its users do in
/// between is said by OpenTrack and ClosedTrack; a shard treats them alike.
class TrackRunner : protected UserDirector, private DeadlineOwner {
 public:
  /// `on_change` is called when settled(), exhausted() or finished() may have become true, or look_again() has work.
  TrackRunner(TrackContext&, std::function<void()> on_change);
  virtual ~TrackRunner() = default;

  /// Opens the sessions of those who are there from the start, some at a time. settled() = all opened or failed.
  void connect_before_start();
  bool settled() const { return settled_users_ >= first_users_; }

  /// t0 is known now, and near.
  void begin(TimePoint t0);
  /// So many of its first users at most are there from now on, as if the others had not been asked for yet. In the
  /// closed model, after begin(). Not from within a user's callback.
  void hold_users(std::uint64_t at_most, TimePoint now);
  /// Starts end now instead of at the profile's end. `serve_backlog` = what already waits is still started.
  void stop(TimePoint now, bool serve_backlog);
  /// Closes all users where nothing is open any more. Not from within a user's callback.
  void look_again();
  /// Gives up at once whatever is open.
  void drop(TimePoint now);

  /// All starts there will ever be were made, and nothing is open any more.
  bool exhausted() const { return starts_over() && drained(); }
  bool stopped() const { return stopping(); }
  /// Not one user is left who could start anything.
  bool deserted() const;
  /// Whether it was so while there were starts to make.
  bool ran_out_of_users() const { return ran_out_of_users_; }
  /// Nothing will come of it any more.
  bool over() const { return exhausted() || deserted(); }
  /// All users have closed their sessions.
  bool finished() const { return closing_ && context_.ended_users == users_.size(); }
  TrackContext& context() { return context_; }

 protected:
  const LoadProfile& profile() const { return context_.track.profile; }
  /// How long a ring of starts is awake before each is due.
  Nanos awake_before_starts() const;
  /// Whether the starts_max of this shard are used up.
  bool starts_used_up() const { return starts_left_ == 0; }
  /// Takes one of the starts_max, unless it is intended in the warm-up; the number of the start in the whole.
  std::uint64_t take_start(TimePoint intended);
  std::deque<VirtualUser>& users() { return users_; }
  /// One more, with the next number of this part.
  VirtualUser& add_user();
  std::uint64_t users_max() const { return local_users_; }
  bool stopping() const { return context_.stopping; }
  void changed() { on_change_(); }

  virtual void on_begin() = 0;
  virtual void on_stop(bool serve_backlog) = 0;
  virtual bool starts_over() const = 0;
  virtual bool nothing_waiting() const { return true; }
  /// Its session is closed.
  virtual void on_user_ended(VirtualUser&) {}

 private:
  void on_gone(VirtualUser&) final;
  void on_ended(VirtualUser&) final;
  void on_connected(VirtualUser&, TimePoint at, bool again) final;
  virtual void on_user_connected(VirtualUser&, TimePoint at, bool again) = 0;
  void expired(DeadlineHook&, TimePoint now) override;
  void connect_some();
  void connect_due(TimePoint now);
  void begin_moves();
  void move_due(TimePoint now);
  void carry_out(const UserMoves::Move&, TimePoint now);
  void come(std::uint64_t nth, TimePoint due);
  void go(std::uint64_t nth, TimePoint now);
  void look_who_is_left();
  void on_nothing_pending() final;
  void settle(VirtualUser&);
  bool drained() const { return context_.pending == 0 && nothing_waiting(); }
  void close_all(TimePoint now);

  TrackContext& context_;
  std::function<void()> on_change_;
  std::uint64_t local_users_;
  std::uint64_t first_users_;              // connected before t0
  std::uint64_t planned_users_;            // the first so many would be there now, if none had gone
  std::uint64_t held_users_ = UINT64_MAX;  // and by hand no more than these
  std::optional<UserMoves> moves_;         // where users follow stages
  std::optional<UserMoves::Move> next_move_;
  std::deque<VirtualUser> users_;  // those begun; addresses stay
  std::uint64_t settled_users_ = 0, gone_users_ = 0;
  std::uint64_t starts_left_;
  std::uint64_t starts_taken_ = 0;
  DeadlineRing ring_;
  DeadlineHook next_connect_, end_, deadline_;
  bool closing_ = false, ran_out_of_users_ = false;
};

std::unique_ptr<TrackRunner> make_track_runner(TrackContext&, std::uint64_t seed, std::function<void()> on_change);

}  // namespace loadtest
