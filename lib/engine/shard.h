#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "engine/mailbox.h"
#include "engine/plan.h"
#include "engine/shared_track.h"
#include "engine/thread_account.h"
#include "engine/track_runner.h"

namespace loadtest {

/// A thread, its event loop, and its share of the tracks that live on it. Everything it owns is made, used and
/// destroyed on its thread.
class Shard {
 public:
  struct TrackPart {
    std::size_t track;
    std::vector<TrackTotals> totals;  // by cell (phase_cells.h)
    std::uint64_t warm_up_operations, stragglers;
    std::uint32_t lost_users;
    std::uint64_t lost_operations;
    std::uint32_t replaced_users;
    KindCounts lost_kinds;
    bool ran_out_of_users;
  };
  struct Result {
    std::vector<TrackPart> tracks;
    ShardHealth health;
    ThreadAccount used;  // from t0 to the last start
    Nanos wall{0};
  };

  Shard(const Plan&, unsigned index, std::span<SharedTrack> shared, Mailbox&);
  ~Shard();

  void launch();
  // Messages from the main thread; each is carried out on the shard's own.
  void begin(TimePoint t0);
  void stop(bool serve_backlog);
  void hold_users(std::size_t track, std::uint32_t of_all_shards);
  void drop();
  /// After the thread has ended.
  Result join();

 private:
  class IntervalClock;
  struct Share;

  void run();
  void set_up();
  void changed();
  void look();
  void roll(TimePoint at);
  void account();
  void finish();
  bool all(bool (TrackRunner::*what)() const) const;
  void tell(ShardMessage::Kind);

  const Plan& plan_;
  unsigned index_;
  std::span<SharedTrack> shared_;
  Mailbox& mailbox_;
  boost::asio::io_context io_{1};
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  std::unique_ptr<Share> share_;
  Result result_;
  std::thread thread_;
  std::size_t unready_ = 0;  // tracks whose factory is not ready yet
  bool look_posted_ = false, told_settled_ = false, told_over_ = false, accounted_ = false, finished_ = false;
};

}  // namespace loadtest
