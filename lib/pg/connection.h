#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/poller.h"
#include "pg/handle.h"
#include "pg/owner_check.h"
#include "pg/refusal.h"

struct pg_result;  // libpq's PGresult

namespace loadtest::pg {

/// What the server said to one statement, or to several that were sent together.
struct Answer {
  bool ok = false;
  std::array<char, 6> sqlstate{};  // where it is not ok
  std::uint32_t rows = 0;          // returned or changed
  std::uint32_t bytes = 0;         // received, of rows
  std::uint32_t done = 0;          // of several: how many succeeded, so where it is not ok, which one failed
  std::uint32_t foreign = 0;       // rows of another owner than the call's
  bool owner_unknown = false;      // the answer has no column of that name
};

/// One statement: prepared under a name, or parsed each time. Parameters as text.
struct Call {
  const char* name;  // null = not prepared
  const char* sql;
  std::span<const char* const> parameters{};
  Owner owner{};
  bool as_text = false;  // by the simple protocol, the parameters written in
};

/// A logged-in connection on an event loop, by libpq's non-blocking calls: one statement at a time, or several in one
/// round trip. Nothing of ours allocates for a statement that succeeds.
class Connection final : private net::Pollable {
 public:
  /// Calls never come from within a call of the connection's user.
  class Observer {
   public:
    /// The answer is complete, and the connection takes the next statement.
    virtual void on_answer(const Answer&) = 0;
    /// The connection is gone, with whatever was under way: "57P01 admin_shutdown", "connection lost". The last call.
    virtual void on_broken(const std::string& kind) = 0;

   protected:
    ~Observer() = default;
  };

  /// May be broken from the start: ready() tells, and on_broken() follows.
  Connection(std::shared_ptr<net::Poller>, Handle, Observer&);
  ~Connection();  // hangs up
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Each returns the bytes of its messages, and only with ready().
  /// By the simple protocol: for BEGIN, COMMIT, ROLLBACK.
  std::uint32_t run(const char* sql);
  /// A statement prepared under this name. Parameters as text.
  std::uint32_t run_prepared(const char* name, std::span<const char* const> parameters);
  /// Parsed each time.
  std::uint32_t run_parsed(const char* sql, std::span<const char* const> parameters);
  std::uint32_t run(const Call&);
  /// All of them in one round trip (libpq's pipeline mode): after one that fails the server skips the others. One
  /// answer, when the last was answered or skipped; its rows are those of the call at `wanted`.
  std::uint32_t run_pipelined(std::span<const Call>, std::size_t wanted);

  /// Of the first foreign row of the last answer, as far as it is short; empty where there was none.
  const std::string& foreign_owner() const { return foreign_owner_; }
  /// Of the last answer that was not ok, and of the connection's end.
  const Refusal& refusal() const { return refusal_; }
  /// The server's process, as the login said it.
  int process() const;

  bool ready() const { return !busy_ && !broken_; }
  enum class Transaction : std::uint8_t { none, open, failed };
  Transaction transaction() const;
  CancelHandle make_cancel() const;

 private:
  void on_ready(std::uint32_t events) override;
  void on_deferred() override;
  void sent(bool ok);
  void flush();
  bool take_results();
  bool take_pipelined();
  void take(const pg_result*);
  void check_owner(const pg_result*);
  void last_words(const pg_result*);
  void lost();
  void leave_poller();

  std::shared_ptr<net::Poller> poller_;
  Handle handle_;
  Observer& observer_;
  Answer answer_;
  std::size_t wanted_ = 0;
  Owner owner_;
  std::string foreign_owner_, broken_kind_;
  Refusal refusal_;
  std::string text_;      // of a call that is sent as one
  bool* gone_ = nullptr;  // told by the destructor
  int fd_ = -1;
  bool busy_ = false, broken_ = false, writing_ = false, polled_ = false, pipelined_ = false;
};

}  // namespace loadtest::pg
