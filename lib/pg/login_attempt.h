#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "core/clock.h"
#include "pg/handle.h"
#include "pg/login.h"

namespace loadtest::pg {

/// One login under way, with the preparation after it: whoever runs it waits for the socket as it asks, and calls
/// proceed(). Nothing in it waits by itself.
class LoginAttempt {
 public:
  /// Begins at once.
  LoginAttempt(const std::string& conninfo, Preparation, TimePoint now, TimePoint deadline);

  bool over() const { return phase_ == Phase::ready || phase_ == Phase::failed; }
  // Until it is over:
  int fd() const;
  // For poll(2), at most so long.
  short events() const { return events_; }
  int wait_ms(TimePoint now) const;
  /// What poll(2) returned, or 0: goes on where the socket is ready, gives up where its time is over.
  void proceed(short revents);

  // When it is over:
  Handle take() { return std::move(handle_); }  // null = failed
  const std::string& kind() const { return kind_; }
  bool preparation_refused() const { return preparation_refused_; }
  /// libpq's words for the failure.
  const std::string& message() const { return message_; }
  TimePoint sent() const { return sent_; }
  TimePoint done() const { return done_; }  // as Login::done

 private:
  enum class Phase : std::uint8_t { login, preparation, ready, failed };

  void advance();
  void time_out();
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
  std::size_t answered_ = 0;  // commands and statements of the preparation
  bool preparation_refused_ = false;
};

}  // namespace loadtest::pg
