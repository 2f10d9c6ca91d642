#include "pg/admin.h"

#include <libpq-fe.h>
#include <poll.h>

#include <exception>
#include <pqxx/pqxx>
#include <utility>

#include "pg/fatal.h"
#include "pg/login_attempt.h"
#include "pg/login_error.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

namespace {

// libpqxx is given a connection that we have made: with a deadline, and with reasons that it would not tell.
#if PQXX_VERSION_MAJOR < 7

class Adoption final : public pqxx::connectionpolicy {
 public:
  explicit Adoption(PGconn* made) : connectionpolicy(""), made_(made) {}
  // Once: what is lost is not silently made again, without its role and settings.
  handle do_startconnect(handle before) override {
    if (before != nullptr) return before;
    if (made_ == nullptr) throw pqxx::broken_connection("connection lost");
    return std::exchange(made_, nullptr);
  }
  handle do_completeconnect(handle connection) override { return connection; }
  bool is_ready(handle connection) const noexcept override { return connection != nullptr; }

 private:
  PGconn* made_;
};

class PqxxConnection final : public pqxx::connection_base {
 public:
  explicit PqxxConnection(PGconn* made) : connection_base(adoption_), adoption_(made) {
    init();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    inhibit_reactivation(true);
#pragma GCC diagnostic pop
  }
  ~PqxxConnection() noexcept { close(); }

 private:
  Adoption adoption_;
};

#elif PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR < 8
#error "libpqxx 7.0 to 7.7 cannot take over a connection: use 6.4, or 7.8 and later"
#else

class PqxxConnection final : public pqxx::connection {
 public:
  explicit PqxxConnection(PGconn* made) : connection(seize_raw_connection(made)) {}
};

#endif

// Waits for the attempt here, where nothing else waits.
void finish(LoginAttempt& attempt) {
  while (!attempt.over()) {
    pollfd waited{attempt.fd(), attempt.events(), 0};
    ::poll(&waited, 1, attempt.wait_ms(Clock::now()));
    attempt.proceed(waited.revents);
  }
}

}  // namespace

struct Admin::Impl {
  // Verbose, so that each message has its SQLSTATE: the exceptions of libpqxx 6 and 7 lose it in different ways.
  explicit Impl(Handle handle) : raw(handle.get()), connection(handle.release()) {
    PQsetErrorVerbosity(raw, PQERRORS_VERBOSE);
    // While no statement runs, the server's reason to hang up comes as a notice.
    PQsetNoticeReceiver(
        raw,
        [](void* self, const PGresult* notice) {
          if (is_fatal(notice)) static_cast<Impl*>(self)->last_words = PQresultErrorMessage(notice);
        },
        this);
  }

  // Asked before each statement: libpqxx 6 leaks what it was sending when the connection turns out to be gone.
  bool lost() {
    PQconsumeInput(raw);
    PQisBusy(raw);  // reads the last words
    return !last_words.empty() || PQstatus(raw) == CONNECTION_BAD;
  }

  SqlError error(const char* what) const {
    std::string_view message = what;
    std::string_view code = find_sqlstate(message);
    // libpqxx notices that the connection is gone, libpq knows why.
    if (code.empty() && (!last_words.empty() || PQstatus(raw) == CONNECTION_BAD)) {
      message = last_words.empty() ? PQerrorMessage(raw) : last_words.c_str();
      code = find_sqlstate(message);
    }
    return {std::string(code), one_line(message)};
  }

  PGconn* raw;
  std::string last_words;
  PqxxConnection connection;
};

Result<Admin> Admin::connect(const Conninfo& conninfo, Nanos timeout) {
  const TimePoint now = Clock::now();
  LoginAttempt attempt(conninfo.text(), {}, now, now + timeout);
  finish(attempt);
  Handle handle = attempt.take();
  if (!handle) return tl::unexpected(login_error(conninfo, attempt.kind(), attempt.message()));
  PQsetnonblocking(handle.get(), 0);
  try {
    return Admin(std::make_unique<Impl>(std::move(handle)));
  } catch (const std::exception& error) {
    return tl::unexpected(login_error(conninfo, "login failed", error.what()));
  }
}

Admin::Admin(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Admin::Admin(Admin&&) noexcept = default;
Admin& Admin::operator=(Admin&&) noexcept = default;
Admin::~Admin() = default;

tl::expected<Admin::Rows, SqlError> Admin::query(const std::string& sql) {
  if (impl_->lost()) return tl::unexpected(impl_->error("connection lost"));
  try {
    pqxx::nontransaction work(impl_->connection);
    const pqxx::result result = work.exec(sql);
    Rows rows;
    for (const auto& from : result) {
      Row& row = rows.emplace_back();
      for (const auto& field : from) {
        if (field.is_null()) {
          row.emplace_back();
        } else {
          row.emplace_back(std::string(field.c_str(), field.size()));
        }
      }
    }
    return rows;
  } catch (const std::exception& error) {
    return tl::unexpected(impl_->error(error.what()));
  }
}

std::string Admin::quote(std::string_view text) const { return impl_->connection.quote(std::string(text)); }

int Admin::server_version() const { return PQserverVersion(impl_->raw); }
int Admin::login_pid() const { return PQbackendPID(impl_->raw); }

}  // namespace loadtest::pg
