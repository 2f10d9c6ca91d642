#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "pg/admin.h"

namespace loadtest {

/// A transaction of an Admin with time-outs of its own, rolled back unless it is committed. What is set in it does not
/// stay with the connection, which may be a pooler's.
class AdminTransaction {
 public:
  enum class Access : std::uint8_t { read, write };
  /// `identity` is run first, such as Identity::transaction_sql(); empty = as the login role. `purpose` goes into the
  /// errors (target): "the users could not be read: 42501 insufficient_privilege: ...".
  static Result<AdminTransaction> begin(pg::Admin&, Access, std::string purpose, const std::string& identity = {});
  AdminTransaction(AdminTransaction&&) noexcept;
  AdminTransaction& operator=(AdminTransaction&&) = delete;
  ~AdminTransaction();

  Result<pg::Admin::Rows> query(const std::string& sql);
  Status commit();
  /// A string as a literal.
  std::string quote(std::string_view text) const { return admin_->quote(text); }

 private:
  AdminTransaction(pg::Admin& admin, std::string purpose) : admin_(&admin), purpose_(std::move(purpose)) {}

  pg::Admin* admin_;  // null = over
  std::string purpose_;
};

/// What a server refused, for the user.
Error refused(std::string_view purpose, const pg::SqlError&);

/// Whether the server answered "t".
inline bool is_true(const std::optional<std::string>& value) { return value == "t"; }

}  // namespace loadtest
