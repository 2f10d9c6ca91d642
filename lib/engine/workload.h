#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <climits>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/error_kinds.h"
#include "core/observed.h"
#include "core/option.h"
#include "core/sample.h"
#include "core/secret.h"
#include "core/shard_slot.h"

// The seam between the engine and what it drives. Everything but prepare() and clean_up() happens on a shard's thread.

namespace loadtest {

/// Names one start of one session until its on_done or its abandon().
using StartId = std::uint32_t;

/// How a session answers. A callback never runs inside the call that caused it.
class SessionObserver {
 public:
  /// Once per open(): connected, or failed with its kind. After a failure only on_closed() follows.
  virtual void on_opened(const Sample& connect) = 0;
  /// Exactly one per start(), none after abandon().
  virtual void on_done(StartId, const Sample&) = 0;
  /// The answer to an abandoned start came after all.
  virtual void on_late(OperationId) = 0;
  /// capacity() rose again.
  virtual void on_ready() = 0;
  /// The connection went away by itself; starts in flight have had their on_done.
  virtual void on_lost(ErrorId) = 0;
  /// The last call ever made.
  virtual void on_closed() = 0;

 protected:
  ~SessionObserver() = default;
};

/// One operation to start. `sent` is the clock's reading at the call: it goes into the sample, so that nobody reads the
/// clock twice. `number` is the start's number in the run: a plug-in that varies what it sends derives it from that.
struct StartOrder {
  StartId id;
  OperationId operation;
  TimePoint intended, sent;
  std::uint64_t number;
};

/// What is known of an abandoned start. `kind` says what it waited for, where that is more than "reply timeout".
/// `answer_to_come` = the session will tell by on_late() if the answer comes after all.
struct Abandoned {
  std::uint32_t bytes_sent = 0;
  std::optional<ErrorId> kind{};
  bool answer_to_come = true;
};

/// One virtual user's connection. The virtual user owns deadlines, think time and replacement.
class Session {
 public:
  virtual ~Session() = default;
  /// Operations that may start now; 1 unless the dialogue pipelines; 0 = not open, busy, or quarantined.
  virtual std::size_t capacity() const = 0;
  virtual void open(SessionObserver&, TimePoint intended) = 0;
  /// Only with capacity.
  virtual void start(const StartOrder&) = 0;
  /// Given up, `as` failed (timed out) or cancelled: a later answer is counted late and never taken for another's.
  /// Capacity stays 0 where that cannot be told apart.
  virtual Abandoned abandon(StartId, Outcome as) = 0;
  /// Says goodbye properly, then on_closed(). Also right while opening. Starts in flight get no on_done.
  virtual void close() noexcept = 0;
};

class SessionFactory {
 public:
  virtual ~SessionFactory() = default;
  virtual std::unique_ptr<Session> make_session(std::uint64_t user_id) = 0;
  /// Calls `done` once, as soon as a run may begin as far as this shard is concerned: a pool is filled first.
  virtual void when_ready(const std::function<void()>& done) { done(); }
};

/// Takes what a plug-in measures beside the started operations: acquire, the connects of a pool, first_piece, ping.
/// At any time on the shard's thread, also inside a call of the engine.
class EventSink {
 public:
  /// `belongs_to` = the intended start of what it was measured beside: it counts in that one's phase, or in the
  /// warm-up.
  virtual void on_event(const Sample&, TimePoint belongs_to) = 0;

 protected:
  ~EventSink() = default;
};

/// What a shard offers its plug-ins.
struct ShardContext {
  boost::asio::io_context& io;
  ShardSlot slot;
  std::uint64_t seed;
  ErrorKinds& errors;
  EventSink& events;
};

/// What its user should know of a run, told on standard error; the result keeps the warnings (--strict counts them).
struct Remarks {
  std::vector<std::string> notes, warnings;
};

/// A host that a workload would put load on, as its user wrote it. Should it be a pooler that many share, `project`
/// says whose database is meant.
struct TargetHost {
  std::string name;
  std::string project{};
};

/// A database that a workload puts load on, for who looks at it meanwhile.
struct ObservableDatabase {
  Secret conninfo;          // libpq's, names resolved
  std::string application;  // application_name of the load's connections
};

/// What a workload says of itself and its target, by name.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// What a plug-in brings. Made before the run, outlives every shard.
class Workload {
 public:
  virtual ~Workload() = default;
  virtual std::span<const OperationSpec> operations() const = 0;
  /// The operation whose samples on_opened() brings; none where opening a session is not connecting (a pool is
  /// between).
  virtual std::optional<OperationId> connect_operation() const = 0;
  /// The operation under which the engine records how long users whose connection went away were without one; none
  /// where they do not reconnect.
  virtual std::optional<OperationId> recover_operation() const { return std::nullopt; }
  /// How many shards the sessions of this segment can be split over without changing what is measured.
  virtual unsigned shards_max(ShardSlot /*segment*/) const { return UINT_MAX; }
  /// Sockets that the sessions of so many users take; each segment has its share of them.
  virtual std::uint64_t sockets(std::uint32_t users) const { return users; }
  /// The least memory that they take, the kernel's for their sockets with it.
  virtual std::uint64_t memory_bytes(std::uint32_t /*users*/) const { return 0; }
  /// Where the target is, where it was started for this run: before prepare(). Errors (internal): not an address.
  virtual Status set_address(const std::string& url) = 0;
  /// Every host that it may connect to, before any name is resolved; the production guard looks at them.
  virtual std::vector<TargetHost> hosts() const = 0;
  /// The target is guarded: nothing of ours may write there, before, in or after the run, and no more than `sockets`
  /// are opened in it. Before prepare().
  virtual void hold_back(std::uint32_t /*sockets*/) {}
  /// Reach the target, before any clock runs; the target's counters must not move.
  virtual Status prepare(Remarks&) = 0;
  /// Between two runs: from now on its sessions share so many connections, where they share any.
  virtual void set_pool(std::uint32_t /*connections*/) {}
  /// Once per shard; what the sessions of a shard share lives in the factory.
  virtual std::unique_ptr<SessionFactory> attach(ShardContext) = 0;
  /// After prepare(); none where it puts load on no database.
  virtual std::optional<ObservableDatabase> database() const { return std::nullopt; }
  /// What it noted beside samples of the run that began at `t0`. After the load, when no shard works any more, and before
  /// clean_up(). `may_ask`: the target, within some seconds; who stops a run does not want to wait for that.
  virtual Observations observed(TimePoint /*t0*/, bool /*may_ask*/) noexcept { return {}; }
  /// After the run, also after one that was cut short: nothing of it stays at the target.
  virtual void clean_up(Remarks&) noexcept = 0;
  /// After a run, and after clean_up() what came of that, too.
  virtual Facts facts() const { return {}; }
};

/// What a plug-in is made from: its options (flag, environment, file and default already resolved) and how many users
/// will come, each within the connect time-out. It reports every problem at once, tells what the user should know, and
/// names the secrets it was given.
struct WorkloadRequest {
  const Settings& options;
  bool address_follows;  // the target is started for the run; Workload::set_address() tells where it is
  std::uint32_t users;
  Nanos connect_timeout;
  std::uint64_t seed;
  std::string_view run_id;
  Problems& problems;
  std::vector<std::string>& warnings;
  Redactor& redactor;
  ShardSlot segment{};  // which of the users come from here
};

/// Which of a workload's options play a part in every run.
struct OptionRoles {
  std::string_view address = "url";
  std::string_view users = "users";
  std::string_view pool{};           // connections that users share; empty = each has its own
  std::string_view starts_max{};     // ends the run after so many starts; empty = there is none
  std::uint64_t starts_default = 0;  // where neither that nor a duration is given
  bool plain_names = false;          // where workloads share a command line, --users and --rate are its own
  std::string_view remove{};  // takes a run's id: nothing is run, remove() is called with it; empty = there is none
};

/// What a plug-in says of itself; command line, scenario, help and documentation learn of it from here.
struct WorkloadType {
  std::string_view name;     // "ws": the subcommand and the scenario key
  std::string_view summary;  // one line
  std::span<const OptionSpec> options;
  std::unique_ptr<Workload> (*create)(const WorkloadRequest&);  // null where there are problems
  std::span<const std::string_view> examples{};                 // command lines for the help
  OptionRoles roles{};
  /// Removes what an earlier run left at the target; a line that says what was done.
  Result<std::string> (*remove)(Workload&, const std::string& run_id) = nullptr;
  std::string_view target = "the target";  // what it puts load on, in the middle of a sentence
};

/// The one of this name, or null.
inline const WorkloadType* find_workload(std::span<const WorkloadType* const> catalog, std::string_view name) {
  const auto found = std::find_if(catalog.begin(), catalog.end(), [&](const auto* type) { return type->name == name; });
  return found == catalog.end() ? nullptr : *found;
}

}  // namespace loadtest
