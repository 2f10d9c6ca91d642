#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "net/poller.h"
#include "pg/handle.h"

namespace loadtest::pg {

/// What a connection is given right after its login, in one round trip (libpq's pipeline mode).
struct Preparation {
  std::vector<std::string> commands;                            // run in order, such as a session's identity
  std::vector<std::pair<std::string, std::string>> statements;  // prepared: name, text
};

/// One login to make. `ticket` comes back with what came of it.
struct LoginOrder {
  std::uint32_t ticket = 0;
  TimePoint intended{};
  Preparation preparation;
};

/// What came of a login.
struct Login {
  std::uint32_t ticket = 0;
  Handle handle;        // null = failed; else non-blocking, and idle
  std::string failure;  // kind, such as "28P01 invalid_password", "connection refused", "connect timeout"
  TimePoint intended{}, sent{}, done{};  // done: logged in; the preparation comes after
};

class LoginReceiver {
 public:
  virtual void on_login(Login) = 0;

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
    /// Cancels a running statement, soon, by a connection of its own. Its answer is awaited by nobody.
    virtual void cancel(CancelHandle) = 0;
  };

  /// `conninfo` as of Conninfo::text(), names resolved; at most `at_once` logins are under way.
  Dialer(std::string conninfo, Nanos timeout, unsigned at_once = 32);
  ~Dialer();
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;
  std::unique_ptr<Desk> desk(std::shared_ptr<net::Poller>, LoginReceiver&);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loadtest::pg
