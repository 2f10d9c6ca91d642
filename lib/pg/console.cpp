#include "pg/console.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "pg/fatal.h"
#include "pg/input.h"
#include "pg/login_attempt.h"
#include "pg/login_error.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

namespace {

struct ClearAnswer {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using AnswerHandle = std::unique_ptr<PGresult, ClearAnswer>;

// False = its time is over.
bool wait_for(int fd, short events, TimePoint deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waited{fd, events, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(std::min<decltype(left)>(left, 60'000)));
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
}

Console::Answer read_answer(const PGresult* result) {
  Console::Answer answer;
  const int columns = PQnfields(result), rows = PQntuples(result);
  for (int column = 0; column < columns; ++column) answer.columns.emplace_back(PQfname(result, column));
  answer.rows.reserve(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    Admin::Row& into = answer.rows.emplace_back();
    into.reserve(answer.columns.size());
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column) != 0)
        into.emplace_back();
      else
        into.emplace_back(std::in_place, PQgetvalue(result, row, column),
                          static_cast<std::size_t>(PQgetlength(result, row, column)));
    }
  }
  return answer;
}

}  // namespace

Result<Console> Console::connect(const Conninfo& conninfo, Nanos timeout) {
  const TimePoint now = Clock::now();
  LoginAttempt attempt(conninfo.text(), {}, now, now + timeout);
  while (!attempt.over()) {
    pollfd waited{attempt.fd(), attempt.events(), 0};
    ::poll(&waited, 1, attempt.wait_ms(Clock::now()));
    attempt.proceed(waited.revents);
  }
  Handle handle = attempt.take();
  if (!handle) return tl::unexpected(login_error(conninfo, attempt.kind(), attempt.message()));
  return Console(std::move(handle));
}

Console::Console(Handle handle) : last_words_(std::make_unique<std::string>()), handle_(std::move(handle)) {
  PQsetNoticeReceiver(
      handle_.get(),
      [](void* words, const PGresult* notice) {
        if (is_fatal(notice)) *static_cast<std::string*>(words) = PQresultErrorMessage(notice);
      },
      last_words_.get());
}

Console::Console(Console&&) noexcept = default;
Console& Console::operator=(Console&&) noexcept = default;
Console::~Console() = default;

const std::string* Console::Answer::find(std::size_t row, std::string_view column) const {
  const auto at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin());
  if (row >= rows.size() || at >= rows[row].size() || !rows[row][at]) return nullptr;
  return &*rows[row][at];
}

Console::Asked Console::ask(const std::string& sql, Nanos timeout) {
  return collect(still_there() && PQsendQuery(handle_.get(), sql.c_str()) != 0, timeout);
}

Console::Asked Console::prepare(const std::string& name, const std::string& sql, Nanos timeout) {
  return collect(still_there() && PQsendPrepare(handle_.get(), name.c_str(), sql.c_str(), 0, nullptr) != 0, timeout);
}

Console::Asked Console::ask_prepared(const std::string& name, Nanos timeout) {
  const bool sent =
      still_there() && PQsendQueryPrepared(handle_.get(), name.c_str(), 0, nullptr, nullptr, nullptr, 0) != 0;
  return collect(sent, timeout);
}

// Takes in what the server said meanwhile, such as why it hung up.
bool Console::still_there() {
  if (!handle_) return false;
  PQconsumeInput(handle_.get());
  PQisBusy(handle_.get());
  return last_words_->empty() && !lost();
}

Console::Asked Console::collect(bool sent, Nanos timeout) {
  PGconn* connection = handle_.get();
  if (!sent) return tl::unexpected(give_up(connection == nullptr ? "" : PQerrorMessage(connection)));
  const TimePoint deadline = Clock::now() + timeout;
  Answer answer;
  std::optional<SqlError> failed;
  while (true) {
    const int unsent = PQflush(connection);
    while (unsent != 1 && PQisBusy(connection) == 0) {
      const AnswerHandle result(PQgetResult(connection));
      if (!result && PQstatus(connection) == CONNECTION_BAD) return tl::unexpected(failed ? *failed : give_up(""));
      if (!result && failed) return tl::unexpected(*failed);
      if (!result) return answer;
      const ExecStatusType status = PQresultStatus(result.get());
      if (status == PGRES_TUPLES_OK) answer = read_answer(result.get());
      if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) continue;
      if (is_fatal(result.get())) return tl::unexpected(give_up(PQresultErrorMessage(result.get())));
      const char* code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
      failed = SqlError{code != nullptr ? code : "", one_line(PQresultErrorMessage(result.get()))};
    }
    const auto events = static_cast<short>(unsent == 1 ? POLLIN | POLLOUT : POLLIN);
    if (!wait_for(PQsocket(connection), events, deadline)) return tl::unexpected(give_up("no answer in time"));
    read_input(connection);
  }
}

SqlError Console::give_up(std::string why) {
  handle_.reset();
  if (!last_words_->empty()) why = std::exchange(*last_words_, "");
  const std::string code(find_sqlstate(why));
  return {code, why.empty() ? "connection lost" : one_line(why)};
}

bool Console::lost() const { return !handle_ || PQstatus(handle_.get()) == CONNECTION_BAD; }
int Console::server_version() const { return handle_ ? PQserverVersion(handle_.get()) : 0; }
int Console::login_pid() const { return handle_ ? PQbackendPID(handle_.get()) : 0; }

}  // namespace loadtest::pg
