#include "pg/connection.h"

#include <libpq-fe.h>

#include <cassert>
#include <cstring>
#include <utility>

#include "pg/fatal.h"
#include "pg/input.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

namespace {

// Sizes of the protocol's messages, for what was sent: type and length take 5 bytes, a text ends with a zero.
constexpr std::size_t head_bytes = 5;
constexpr std::size_t describe_execute_sync_bytes = (head_bytes + 2) + (head_bytes + 5) + head_bytes;

std::size_t text_bytes(const char* text) { return std::strlen(text) + 1; }

// Bind to the unnamed portal: no format for each parameter, one for all columns.
std::size_t bind_bytes(const char* name, std::span<const char* const> parameters) {
  std::size_t bytes = head_bytes + 1 + text_bytes(name) + 2 + 2 + 2 + 2;
  for (const char* value : parameters) bytes += 4 + (value != nullptr ? std::strlen(value) : 0);
  return bytes;
}

std::uint32_t answer_bytes(const PGresult* result) {
  const int rows = PQntuples(result), columns = PQnfields(result);
  std::uint32_t bytes = 7u * static_cast<std::uint32_t>(rows);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      bytes += 4u + static_cast<std::uint32_t>(PQgetlength(result, row, column));
    }
  }
  return bytes;
}

std::uint32_t rows_changed(const PGresult* result) {
  std::uint32_t rows = 0;
  for (const char* digit = PQcmdTuples(const_cast<PGresult*>(result)); *digit != '\0'; ++digit) {
    rows = rows * 10 + static_cast<std::uint32_t>(*digit - '0');
  }
  return rows;
}

}  // namespace

Connection::Connection(std::shared_ptr<net::Poller> poller, Handle handle, Observer& observer)
    : poller_(std::move(poller)), handle_(std::move(handle)), observer_(observer) {
  // What the server says when nobody asked: notices, and why it hangs up.
  PQsetNoticeReceiver(
      handle_.get(),
      [](void* self, const PGresult* notice) {
        if (is_fatal(notice)) static_cast<Connection*>(self)->last_words(notice);
      },
      this);
  fd_ = PQsocket(handle_.get());
  polled_ = fd_ >= 0 && poller_->add_level(fd_, *this);
  if (!polled_) sent(false);
}

Connection::~Connection() {
  if (gone_ != nullptr) *gone_ = true;
  leave_poller();
  poller_->undefer(*this);
}

std::uint32_t Connection::run(const char* sql) {
  assert(ready());
  sent(PQsendQuery(handle_.get(), sql) == 1);
  return static_cast<std::uint32_t>(head_bytes + text_bytes(sql));
}

std::uint32_t Connection::run_prepared(const char* name, std::span<const char* const> parameters) {
  assert(ready());
  sent(PQsendQueryPrepared(handle_.get(), name, static_cast<int>(parameters.size()), parameters.data(), nullptr,
                           nullptr, 0) == 1);
  return static_cast<std::uint32_t>(bind_bytes(name, parameters) + describe_execute_sync_bytes);
}

std::uint32_t Connection::run_parsed(const char* sql, std::span<const char* const> parameters) {
  assert(ready());
  sent(PQsendQueryParams(handle_.get(), sql, static_cast<int>(parameters.size()), nullptr, parameters.data(), nullptr,
                         nullptr, 0) == 1);
  const std::size_t parse_bytes = head_bytes + 1 + text_bytes(sql) + 2;
  return static_cast<std::uint32_t>(parse_bytes + bind_bytes("", parameters) + describe_execute_sync_bytes);
}

Connection::Transaction Connection::transaction() const {
  switch (PQtransactionStatus(handle_.get())) {
    case PQTRANS_INTRANS:
      return Transaction::open;
    case PQTRANS_INERROR:
      return Transaction::failed;
    default:
      return Transaction::none;
  }
}

CancelHandle Connection::make_cancel() const { return CancelHandle(PQgetCancel(handle_.get())); }

void Connection::sent(bool ok) {
  busy_ = true;
  answer_ = {};
  if (ok) {
    flush();
  } else {
    // Not within the call of our user.
    broken_ = true;
    poller_->defer(*this);
  }
}

void Connection::flush() {
  const int unsent = PQflush(handle_.get());
  // What the server said before it hung up tells more than a write that failed: reading will find it.
  const bool wanted = unsent == 1;
  if (wanted == writing_ || PQsocket(handle_.get()) != fd_) return;
  writing_ = wanted;
  poller_->watch_writing(fd_, *this, wanted);
}

void Connection::on_ready(std::uint32_t) {
  if (broken_) return;
  if (writing_) flush();
  const bool alive = read_input(handle_.get());
  // Also without a statement under way: it is what reads the server's last words.
  const bool complete = PQisBusy(handle_.get()) == 0 && busy_ && take_results();
  if (complete && broken_kind_.empty()) {
    bool gone = false;
    gone_ = &gone;
    busy_ = false;
    observer_.on_answer(answer_);
    if (gone) return;
    gone_ = nullptr;
  }
  // Where the next statement was sent into the void already, it tells.
  if (!broken_ && (!alive || !broken_kind_.empty())) lost();
}

void Connection::on_deferred() { lost(); }

/// Whether the statement is through.
bool Connection::take_results() {
  while (PQisBusy(handle_.get()) == 0) {
    PGresult* const result = PQgetResult(handle_.get());
    if (result == nullptr) return true;
    take(result);
    PQclear(result);
    if (!broken_kind_.empty()) return false;
  }
  return false;
}

void Connection::take(const pg_result* result) {
  switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
      answer_.ok = true;
      answer_.rows = static_cast<std::uint32_t>(PQntuples(result));
      answer_.bytes += answer_bytes(result);
      return;
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      answer_.ok = true;
      answer_.rows = rows_changed(result);
      return;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      broken_kind_ = "copy is not supported";
      return;
    default:
      break;
  }
  const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  answer_.ok = false;
  answer_.rows = 0;
  // Without a code it is libpq that lost the connection.
  if (code == nullptr || is_fatal(result)) return last_words(result);
  std::strncpy(answer_.sqlstate.data(), code, answer_.sqlstate.size() - 1);
}

void Connection::last_words(const pg_result* result) {
  const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  broken_kind_ = code != nullptr ? kind_of(code) : "connection lost";
}

void Connection::lost() {
  broken_ = true;
  leave_poller();
  handle_.reset();
  // The observer may let go of us.
  const std::string kind = broken_kind_.empty() ? "connection lost" : broken_kind_;
  observer_.on_broken(kind);
}

void Connection::leave_poller() {
  if (std::exchange(polled_, false)) poller_->remove(*this);
}

}  // namespace loadtest::pg
