#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "workloads/db/admin_transaction.h"

namespace loadtest {

/// What one role may do with one table or view.
struct TableAccess {
  std::string name;  // "public.expenses"
  bool view = false;
  bool invokers_view = false;  // with the rights of who asks (security_invoker)
  bool may_read = false, may_delete = false;
  bool row_security = false;         // enabled for the table
  bool row_security_active = false;  // holds for this role
  bool sees_all() const { return may_read && !row_security_active; }
};

/// What a role may do with those of some tables that exist.
struct Access {
  std::string role;
  bool superuser = false, bypasses_row_security = false;
  std::vector<TableAccess> tables;

  const TableAccess* find(std::string_view table) const;
  /// For the role that the transaction runs as. Names with their schema.
  static Result<Access> read(AdminTransaction&, std::span<const std::string> tables);
};

}  // namespace loadtest
