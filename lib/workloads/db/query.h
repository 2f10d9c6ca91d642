#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "workloads/db/db_run.h"

namespace loadtest {

/// One query to run: a statement or a transaction of several, the user whose it is, and its values, all drawn from the
/// start's number, so that any split of the load asks exactly the same.
class Query {
 public:
  static constexpr std::size_t any_user = SIZE_MAX;

  Query() = default;
  Query(const Query&) = delete;  // a value may lie in the query itself
  Query& operator=(const Query&) = delete;

  /// `user` = index into the book where the connection decides that.
  void prepare(const DbRun&, OperationId, std::uint64_t number, std::size_t user);
  /// Begins again with its first step, the values stay.
  void rewind() { at_ = 0; }
  /// Goes on to the next step, where there is one.
  bool next() { return at_ + 1 < statement_->steps.size() && ++at_ > 0; }

  OperationId operation() const { return operation_; }
  /// What it was prepared from.
  std::uint64_t number() const { return number_; }
  std::uint32_t user(const DbRun& run) const {
    return static_cast<std::uint32_t>(user_ - run.inspection.book.users.data());
  }
  std::size_t step_index() const { return at_; }
  const Statement& statement() const { return *statement_; }
  const Step& step() const { return statement_->steps[at_]; }
  /// As whom it is asked: its user, or who has not signed in.
  const Identity& identity(const DbRun& run) const {
    return anonymous_ ? run.inspection.anon : run.inspection.identity;
  }
  Request request(const DbRun&) const;
  /// Whose rows it may see, for messages too; empty = nobody's.
  const char* owner() const { return anonymous_ ? "" : user_->id.c_str(); }
  /// How many rows its step has to return or change at least: some were seen there before the run, or its mix says so.
  std::uint32_t rows_min() const { return anonymous_ ? 0 : std::max(step().rows_min, expects_rows_ ? 1u : 0u); }
  /// It leaves a row that was not there.
  bool inserts() const { return inserts_; }
  /// Gives that row an id that no start of the run gives.
  void renew_row(const DbRun& run) { new_id_ = run.rows.message(~number_); }
  /// Of its step.
  std::span<const char* const> parameters();

 private:
  const char* value(const DbRun&, std::size_t index, std::uint64_t bits, std::uint64_t number);
  const char* text_of(std::size_t index);

  const Statement* statement_ = nullptr;
  const BookedUser* user_ = nullptr;
  std::uint64_t number_ = 0;
  std::size_t at_ = 0;
  std::array<const char*, Statement::values_max> values_{}, parameters_{};
  std::array<Number, Statement::values_max> numbers_{};
  std::array<std::array<char, 32>, Statement::values_max> texts_{};  // of numbers
  RunRows::Id new_id_{};
  OperationId operation_ = 0;
  bool expects_rows_ = false, inserts_ = false, anonymous_ = false;
};

}  // namespace loadtest
