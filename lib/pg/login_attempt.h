#pragma once

#include <string>

#include "core/clock.h"
#include "pg/dialer.h"
#include "pg/handle.h"

namespace loadtest::pg {

/// One login under way, with the preparation after it: whoever runs it waits for the socket as it asks, and calls
/// advance(). Nothing in it waits by itself.
class LoginAttempt {
 public:
  /// Begins at once.
  LoginAttempt(const std::string& conninfo, Preparation, TimePoint now, TimePoint deadline);

  bool over() const { return phase_ == Phase::ready || phase_ == Phase::failed; }
  // Until it is over:
  int fd() const;
  short events() const { return events_; }  // of poll(2)
  TimePoint deadline() const { return deadline_; }
  void advance();
  void time_out();

  // When it is over:
  Handle take() { return std::move(handle_); }  // null = failed
  const std::string& kind() const { return kind_; }
  /// libpq's words for the failure.
  const std::string& message() const { return message_; }
  TimePoint sent() const { return sent_; }
  TimePoint done() const { return done_; }  // logged in; the preparation comes after

 private:
  enum class Phase : std::uint8_t { login, preparation, ready, failed };

  void logged_in();
  bool send_preparation();
  void prepare();
  void flush();
  void fail(std::string kind);

  Handle handle_;
  Preparation preparation_;
  TimePoint deadline_, sent_, done_{};
  std::string kind_, message_;
  Phase phase_ = Phase::login;
  short events_ = 0;
};

}  // namespace loadtest::pg
