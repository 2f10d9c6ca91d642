#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "workloads/db/db_run.h"

namespace loadtest {

/// One query to run: a statement, the user whose it is, and its parameters, all drawn from the start's number, so that
/// any split of the load asks exactly the same.
class Query {
 public:
  static constexpr std::size_t any_user = SIZE_MAX;

  Query() = default;
  Query(const Query&) = delete;  // a parameter may lie in the query itself
  Query& operator=(const Query&) = delete;

  /// `user` = index into the book where the connection decides that.
  void prepare(const DbRun&, OperationId, std::uint64_t number, std::size_t user);

  OperationId operation() const { return operation_; }
  const Statement& statement() const { return *statement_; }
  /// As whom it is asked: its user, or who has not signed in.
  const Identity& identity(const DbRun& run) const {
    return anonymous_ ? run.inspection.anon : run.inspection.identity;
  }
  Request request(const DbRun&) const;
  /// Whose rows it may see, for messages too; empty = nobody's.
  const char* owner() const { return anonymous_ ? "" : user_->id.c_str(); }
  /// Rows were seen there before the run.
  bool expects_rows() const { return expects_rows_; }
  /// It leaves a row that was not there.
  bool inserts() const { return inserts_; }
  std::span<const char* const> parameters() const { return {parameters_.data(), statement_->parameters_count}; }

 private:
  const char* value(const DbRun&, Parameter wanted, std::uint64_t bits, std::uint64_t number);

  const Statement* statement_ = nullptr;
  const BookedUser* user_ = nullptr;
  std::array<const char*, Statement::parameters_max> parameters_{};
  RunRows::Id new_id_{};
  OperationId operation_ = 0;
  bool expects_rows_ = false, inserts_ = false, anonymous_ = false;
};

}  // namespace loadtest
