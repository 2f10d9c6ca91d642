#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "pg/admin.h"
#include "pg/conninfo.h"
#include "pg/handle.h"

namespace loadtest::pg {

/// A connection for who asks beside the load: an answer comes within its time or the connection is given up, and
/// nothing is sent that was not asked for, so that a pooler's own console takes it, too.
class Console {
 public:
  /// Errors (target): one line, as Admin's.
  static Result<Console> connect(const Conninfo&, Nanos timeout);
  Console(Console&&) noexcept;
  Console& operator=(Console&&) noexcept;
  ~Console();

  struct Answer {
    std::vector<std::string> columns;
    Admin::Rows rows;
    /// Of the column of this name; null where there is none, or nothing in it.
    const std::string* find(std::size_t row, std::string_view column) const;
  };
  using Asked = tl::expected<Answer, SqlError>;

  /// One or several statements by the simple protocol; the answer is that of the last one that has rows.
  Asked ask(const std::string& sql, Nanos timeout);
  /// Once a connection, then as often as wanted: it is not parsed again.
  Asked prepare(const std::string& name, const std::string& sql, Nanos timeout);
  Asked ask_prepared(const std::string& name, Nanos timeout);

  bool lost() const;
  int server_version() const;
  /// As Admin's.
  int login_pid() const;

 private:
  explicit Console(Handle);
  bool still_there();
  Asked collect(bool sent, Nanos timeout);
  SqlError give_up(std::string why);

  std::unique_ptr<std::string> last_words_;  // why the server hung up, where it said that while nothing was asked
  Handle handle_;                            // null = given up
};

}  // namespace loadtest::pg
