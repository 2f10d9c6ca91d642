#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/clock.h"
#include "net/poller.h"
#include "pg/handle.h"
#include "pg/login.h"

namespace loadtest::pg {

/// Who is told what came of it, on the desk's event loop.
class LoginReceiver {
 public:
  virtual void on_login(Login) = 0;
  /// The cancellation has reached the server, or could not: it meets nothing that is run from now on.
  virtual void on_cancel_over(std::uint32_t ticket) = 0;

 protected:
  ~LoginReceiver() = default;
};

/// Logs in on a thread of its own, several at a time: a SCRAM login takes milliseconds of CPU within one call of libpq,
/// which would stand in the way of every other session of a shard. Outlives its desks.
class Dialer {
 public:
  /// One event loop's end of it. Everything on that loop's thread; after the destructor nothing comes any more, and
  /// what was under way is hung up.
  class Desk {
   public:
    virtual ~Desk() = default;
    virtual void order(LoginOrder) = 0;
    /// Cancels a running statement, soon, by a connection of its own. What it did shows at the statement's answer;
    /// on_cancel_over() comes once, later than this call, also for a null handle.
    virtual void cancel(std::uint32_t ticket, CancelHandle) = 0;
  };

  /// `conninfo` as of Conninfo::text(), names resolved; at most `at_once` logins are under way.
  Dialer(std::string conninfo, Nanos timeout, unsigned at_once);
  ~Dialer();
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;
  std::unique_ptr<Desk> desk(std::shared_ptr<net::Poller>, LoginReceiver&);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loadtest::pg
