#pragma once

#include <boost/asio/io_context.hpp>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// Who has connections that may take part in a deadlock: each shard's pool.
class DeadlockParty {
 public:
  /// What its connection with this server process waited in shortly before; null = it has no such connection.
  virtual const std::string* waited_in(int pid, TimePoint now) const = 0;

 protected:
  ~DeadlockParty() = default;
};

/// The first deadlocks of a run, with the statements of both sides, on whichever shards these are. Met by deadlocks
/// alone, so it may lock: whose statement it is on another shard is asked there.
class Deadlocks {
 public:
  static constexpr std::size_t notes_max = 10;
  struct Note {
    TimePoint at{};
    std::string statement, detail;                    // of who was chosen to fail; what the server said
    std::vector<std::pair<int, std::string>> others;  // processes, and what these waited in; empty = not known
  };

  void join(const DeadlockParty&, boost::asio::io_context&);
  void leave(const DeadlockParty&);
  /// On the thread of `party`, whose process `pid` failed.
  void note(const DeadlockParty& party, int pid, const std::string& statement, const std::string& detail,
            TimePoint now);
  /// After the run.
  const std::vector<Note>& notes() const { return notes_; }
  void clear() { notes_.clear(); }

 private:
  struct Member {
    const DeadlockParty* party;
    boost::asio::io_context* io;
  };
  void ask(const DeadlockParty&, std::size_t index);

  std::mutex mutex_;
  std::vector<Member> members_;
  std::vector<Note> notes_;
};

/// The processes that a deadlock's detail names, each once: "Process 7 waits for ShareLock on transaction 742; blocked
/// by process 8."
std::vector<int> deadlocked_processes(std::string_view detail);

}  // namespace loadtest
