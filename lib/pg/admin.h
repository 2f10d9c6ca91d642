#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "pg/conninfo.h"

namespace loadtest::pg {

/// What a server refused. `sqlstate` is empty where the connection itself was lost.
struct SqlError {
  std::string sqlstate, message;  // the message on one line
};

/// A connection for what blocks and is not measured: looking before a run, cleaning up after it (libpqxx).
class Admin {
 public:
  /// Errors (target): one line that says what failed, and what to try: away, refused, no such database, not trusted.
  static Result<Admin> connect(const Conninfo&, Nanos timeout);
  Admin(Admin&&) noexcept;
  Admin& operator=(Admin&&) noexcept;
  ~Admin();

  using Row = std::vector<std::optional<std::string>>;
  using Rows = std::vector<Row>;
  /// One or several statements, outside of a transaction unless they open one themselves; the rows of the last.
  tl::expected<Rows, SqlError> query(const std::string& sql);
  /// A string as a literal.
  std::string quote(std::string_view) const;

  int server_version() const;  // 150018
  /// The process that the login reached, as the login said: a pooler in between gives another than pg_backend_pid().
  int login_pid() const;

 private:
  struct Impl;
  explicit Admin(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

}  // namespace loadtest::pg
