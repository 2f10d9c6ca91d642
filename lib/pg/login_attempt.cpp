#include "pg/login_attempt.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "pg/input.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

namespace {

struct ClearResult {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

void ignore(void*, const PGresult*) {}

// OpenSSL is initialised by whoever of us uses it first (since 1.1 by itself), not by libpq.
void leave_openssl_alone() {
  static const bool once = [] {
    PQinitOpenSSL(0, 0);
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace

LoginAttempt::LoginAttempt(const std::string& conninfo, Preparation preparation, TimePoint now, TimePoint deadline)
    : preparation_(std::move(preparation)), deadline_(deadline), sent_(now) {
  leave_openssl_alone();
  handle_.reset(PQconnectStart(conninfo.c_str()));
  if (!handle_) throw std::bad_alloc();
  // A refused login has no PGresult: its SQLSTATE is in the message, if that is verbose.
  PQsetErrorVerbosity(handle_.get(), PQERRORS_VERBOSE);
  PQsetNoticeReceiver(handle_.get(), ignore, nullptr);
  if (PQstatus(handle_.get()) == CONNECTION_BAD) {
    fail(kind_of_login(PQerrorMessage(handle_.get())));
  } else {
    events_ = POLLOUT;
  }
}

int LoginAttempt::fd() const { return PQsocket(handle_.get()); }

int LoginAttempt::wait_ms(TimePoint now) const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - now);
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 60'000));
}

void LoginAttempt::proceed(short revents) {
  if (revents != 0) advance();
  if (!over() && Clock::now() >= deadline_) time_out();
}

void LoginAttempt::advance() {
  if (phase_ == Phase::preparation) return prepare();
  if (phase_ != Phase::login) return;
  switch (PQconnectPoll(handle_.get())) {
    case PGRES_POLLING_READING:
      events_ = POLLIN;
      break;
    case PGRES_POLLING_WRITING:
      events_ = POLLOUT;
      break;
    case PGRES_POLLING_OK:
      logged_in();
      break;
    default:
      fail(kind_of_login(PQerrorMessage(handle_.get())));
  }
}

void LoginAttempt::time_out() {
  message_ = phase_ == Phase::preparation ? "no answer to the preparation in time" : "no answer in time";
  fail("connect timeout");
}

void LoginAttempt::logged_in() {
  done_ = Clock::now();
  if (PQsetnonblocking(handle_.get(), 1) != 0) return fail("connection lost");
  if (preparation_.commands.empty() && preparation_.statements.empty()) {
    phase_ = Phase::ready;
    return;
  }
  phase_ = Phase::preparation;
  if (!send_preparation()) return fail("connection lost");
  flush();
}

bool LoginAttempt::send_preparation() {
  PGconn* connection = handle_.get();
  if (PQenterPipelineMode(connection) == 0) return false;
  for (const std::string& command : preparation_.commands) {
    if (PQsendQueryParams(connection, command.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) return false;
  }
  for (const auto& [name, text] : preparation_.statements) {
    if (PQsendPrepare(connection, name.c_str(), text.c_str(), 0, nullptr) == 0) return false;
  }
  return PQpipelineSync(connection) != 0;
}

void LoginAttempt::flush() {
  const int unsent = PQflush(handle_.get());
  // A write that failed is told by what is read next.
  events_ = static_cast<short>(unsent == 1 ? POLLIN | POLLOUT : POLLIN);
}

void LoginAttempt::prepare() {
  PGconn* connection = handle_.get();
  const bool alive = read_input(connection);
  while (PQisBusy(connection) == 0) {
    const ResultHandle result(PQgetResult(connection));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) {
      if (PQexitPipelineMode(connection) == 0) return fail("connection lost");
      phase_ = Phase::ready;
      return;
    }
    // Null ends the results of one command, unless the connection has ended.
    if (!result && PQstatus(connection) == CONNECTION_BAD) break;
    if (!result) continue;
    if (status != PGRES_FATAL_ERROR) {
      ++answered_;
      continue;
    }
    const char* code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const bool at_statement = answered_ >= preparation_.commands.size();
    preparation_refused_ = at_statement && code != nullptr && refuses_prepared(code);
    message_ = PQresultErrorMessage(result.get());
    return fail(code != nullptr ? kind_of(code) : "connection lost");
  }
  if (!alive) return fail("connection lost");
  flush();
}

void LoginAttempt::fail(std::string kind) {
  phase_ = Phase::failed;
  done_ = Clock::now();
  kind_ = std::move(kind);
  if (message_.empty() && handle_) message_ = PQerrorMessage(handle_.get());
  handle_.reset();
}

}  // namespace loadtest::pg
