#include "pg/connection.h"

#include <libpq-fe.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "pg/fatal.h"
#include "pg/input.h"
#include "pg/sql_text.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

namespace {

// Sizes of the protocol's messages, for what was sent: type and length take 5 bytes, a text ends with a zero.
constexpr std::size_t head_bytes = 5;
constexpr std::size_t describe_execute_bytes = (head_bytes + 2) + (head_bytes + 5), sync_bytes = head_bytes;

std::size_t text_bytes(const char* text) { return std::strlen(text) + 1; }

// Bind to the unnamed portal: no format for each parameter, one for all columns.
std::size_t bind_bytes(const char* name, std::span<const char* const> parameters) {
  std::size_t bytes = head_bytes + 1 + text_bytes(name) + 2 + 2 + 2 + 2;
  for (const char* value : parameters) bytes += 4 + (value != nullptr ? std::strlen(value) : 0);
  return bytes;
}

std::size_t call_bytes(const Call& call) {
  const std::size_t parse_bytes = call.name == nullptr ? head_bytes + 1 + text_bytes(call.sql) + 2 : 0;
  return parse_bytes + bind_bytes(call.name != nullptr ? call.name : "", call.parameters) + describe_execute_bytes;
}

bool send(pg_conn* connection, const Call& call) {
  const int count = static_cast<int>(call.parameters.size());
  const char* const* values = call.parameters.data();
  return call.name != nullptr
             ? PQsendQueryPrepared(connection, call.name, count, values, nullptr, nullptr, 0) == 1
             : PQsendQueryParams(connection, call.sql, count, nullptr, values, nullptr, nullptr, 0) == 1;
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
  owner_ = {};
  sent(PQsendQuery(handle_.get(), sql) == 1);
  return static_cast<std::uint32_t>(head_bytes + text_bytes(sql));
}

std::uint32_t Connection::run_prepared(const char* name, std::span<const char* const> parameters) {
  return run({.name = name, .sql = nullptr, .parameters = parameters});
}

std::uint32_t Connection::run_parsed(const char* sql, std::span<const char* const> parameters) {
  return run({.name = nullptr, .sql = sql, .parameters = parameters});
}

std::uint32_t Connection::run(const Call& call) {
  assert(ready());
  owner_ = call.owner;
  if (call.as_text) {
    text_.clear();
    write_with_values(call.sql, call.parameters, text_);
    sent(PQsendQuery(handle_.get(), text_.c_str()) == 1);
    return static_cast<std::uint32_t>(head_bytes + text_.size() + 1);
  }
  sent(send(handle_.get(), call));
  return static_cast<std::uint32_t>(call_bytes(call) + sync_bytes);
}

std::uint32_t Connection::run_pipelined(std::span<const Call> calls, std::size_t wanted) {
  assert(ready());
  wanted_ = wanted;
  owner_ = calls[wanted].owner;
  pipelined_ = PQenterPipelineMode(handle_.get()) == 1;
  bool ok = pipelined_;
  std::size_t bytes = sync_bytes;
  for (const Call& call : calls) {
    ok = ok && send(handle_.get(), call);
    bytes += call_bytes(call);
  }
  sent(ok && PQpipelineSync(handle_.get()) == 1);
  return static_cast<std::uint32_t>(bytes);
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

int Connection::process() const { return PQbackendPID(handle_.get()); }

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

// One answer a turn, though the next may come while we are still here: whoever reads on serves one connection as long
// as its server is quick, and the others' answers lie in the kernel meanwhile.
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
  if (pipelined_) return take_pipelined();
  while (PQisBusy(handle_.get()) == 0) {
    PGresult* const result = PQgetResult(handle_.get());
    if (result == nullptr) return true;
    take(result);
    PQclear(result);
    if (!broken_kind_.empty()) return false;
  }
  return false;
}

bool Connection::take_pipelined() {
  while (PQisBusy(handle_.get()) == 0) {
    PGresult* const result = PQgetResult(handle_.get());
    if (result == nullptr) {
      // It ends the results of one call, unless the connection has ended.
      if (PQstatus(handle_.get()) != CONNECTION_BAD) continue;
      broken_kind_ = "connection lost";
      return false;
    }
    const ExecStatusType status = PQresultStatus(result);
    const bool over = status == PGRES_PIPELINE_SYNC;
    const bool fine = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    // What was skipped after a failure says nothing of its own.
    const bool counts = !over && status != PGRES_PIPELINE_ABORTED && (!fine || answer_.done == wanted_);
    if (counts) take(result);
    if (fine) ++answer_.done;
    PQclear(result);
    if (!broken_kind_.empty()) return false;
    if (over) {
      pipelined_ = PQexitPipelineMode(handle_.get()) == 0;
      return true;
    }
  }
  return false;
}

void Connection::take(const pg_result* result) {
  switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
      answer_.ok = true;
      answer_.rows = static_cast<std::uint32_t>(PQntuples(result));
      answer_.bytes += answer_bytes(result);
      if (owner_.column != nullptr) check_owner(result);
      return;
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      answer_.ok = true;
      answer_.rows = rows_changed(result);
      answer_.owner_unknown = owner_.column != nullptr;
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
  refusal_.read(result);
}

void Connection::check_owner(const pg_result* result) {
  constexpr std::size_t shown_max = 60;
  const ForeignRows found = find_foreign(result, owner_);
  answer_.owner_unknown = found.column < 0;
  answer_.foreign = found.count;
  if (found.count > 0)
    foreign_owner_.assign(PQgetvalue(result, found.first, found.column))
        .resize(std::min(shown_max, foreign_owner_.size()));
}

void Connection::last_words(const pg_result* result) {
  const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  broken_kind_ = code != nullptr ? kind_of(code) : "connection lost";
  refusal_.read(result);
}

void Connection::lost() {
  broken_ = true;
  leave_poller();
  handle_.reset();
  // The observer may let go of us.
  const std::string kind = broken_kind_.empty() ? "connection lost" : broken_kind_;
  if (broken_kind_.empty()) refusal_ = {};
  observer_.on_broken(kind);
}

void Connection::leave_poller() {
  if (std::exchange(polled_, false)) poller_->remove(*this);
}

}  // namespace loadtest::pg
