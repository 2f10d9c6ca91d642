#include "workloads/db/admin_transaction.h"

#include "core/text.h"
#include "pg/sqlstate.h"

namespace loadtest {

Error refused(std::string_view purpose, const pg::SqlError& error) {
  const std::string kind = error.sqlstate.empty() ? "connection lost" : pg::kind_of(error.sqlstate);
  return {ErrorKind::target, std::string(purpose) + ": " + kind + ": " + escape_foreign(error.message), {}};
}

Result<AdminTransaction> AdminTransaction::begin(pg::Admin& admin, Access access, std::string purpose,
                                                 const std::string& identity) {
  // A role's own statement time-out comes with its identity, after these.
  const std::string begin = std::string("BEGIN ") + (access == Access::read ? "READ ONLY" : "READ WRITE") +
                            "; SET LOCAL statement_timeout = '60s'; SET LOCAL lock_timeout = '10s'";
  AdminTransaction transaction(admin, std::move(purpose));
  if (auto begun = transaction.query(identity.empty() ? begin : begin + "; " + identity); !begun)
    return tl::unexpected(begun.error());
  return transaction;
}

AdminTransaction::AdminTransaction(AdminTransaction&& other) noexcept
    : admin_(std::exchange(other.admin_, nullptr)), purpose_(std::move(other.purpose_)) {}

AdminTransaction::~AdminTransaction() {
  if (admin_) (void)admin_->query("ROLLBACK");
}

Result<pg::Admin::Rows> AdminTransaction::query(const std::string& sql) {
  auto rows = admin_->query(sql);
  if (!rows) return tl::unexpected(refused(purpose_, rows.error()));
  return std::move(*rows);
}

Status AdminTransaction::commit() {
  auto done = admin_->query("COMMIT");
  if (!done) return tl::unexpected(refused(purpose_, done.error()));
  admin_ = nullptr;
  return {};
}

}  // namespace loadtest
