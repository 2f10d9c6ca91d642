#include "workloads/db/query.h"

#include <charconv>

#include "core/random.h"

namespace loadtest {

namespace {

// Sets these draws apart from the others of the same start.
constexpr std::uint64_t anon_salt = 0x616e6f6e;

/// One of so many, evenly.
std::size_t draw(std::uint64_t bits, std::size_t below) { return static_cast<std::size_t>((bits >> 32) * below >> 32); }

}  // namespace

void Query::prepare(const DbRun& run, OperationId operation, std::uint64_t number, std::size_t user) {
  const std::size_t entry = operation - DbOperations::first_statement;
  const UserBook& book = run.inspection.book;
  std::uint64_t bits = mix64(run.settings.seed ^ mix64(number));
  operation_ = operation;
  number_ = number;
  statement_ = run.settings.mix.entries[entry].statement;
  at_ = 0;
  if (user == any_user) user = run.user_zipf ? run.user_zipf->draw(bits) - 1 : draw(bits, book.users.size());
  user_ = &book.users[user];
  const double anon_share = run.settings.anon_share;
  anonymous_ = anon_share > 0 && !statement_->writes && unit_interval(mix64(bits ^ anon_salt)) < anon_share;
  expects_rows_ = user_->rows_seen[entry];
  inserts_ = false;
  for (std::size_t i = 0; i < statement_->values.size(); ++i) {
    values_[i] = value(run, i, bits = mix64(bits), number);
  }
}

std::span<const char* const> Query::parameters() {
  const std::vector<std::uint8_t>& wanted = step().values;
  for (std::size_t i = 0; i < wanted.size(); ++i) parameters_[i] = values_[wanted[i]];
  return std::span(parameters_).first(wanted.size());
}

Request Query::request(const DbRun& run) const {
  const QueryMix::Entry& entry = run.settings.mix.entries[operation_ - DbOperations::first_statement];
  return {.claims = anonymous_ ? run.inspection.anon_claims.c_str() : user_->claims.c_str(),
          .user = owner(),
          .method = entry.method,
          .path = entry.path.c_str()};
}

const char* Query::value(const DbRun& run, std::size_t index, std::uint64_t bits, std::uint64_t number) {
  const UserBook& book = run.inspection.book;
  const Value& wanted = statement_->values[index];
  switch (wanted.kind) {
    case Value::Kind::user:
      return user_->id.c_str();
    case Value::Kind::expense:
      return book.expenses[user_->first_expense + draw(bits, user_->expenses)].c_str();
    case Value::Kind::conversation:
      return book.conversations[user_->first_conversation + draw(bits, user_->conversations)].c_str();
    case Value::Kind::new_row:
      inserts_ = true;
      new_id_ = run.rows.message(number);
      return new_id_.data();
    case Value::Kind::run:
      return run.settings.run_id.c_str();
    case Value::Kind::text:
      return wanted.text.c_str();
    case Value::Kind::sample: {
      const std::vector<std::string>& sample = run.inspection.samples[wanted.sample];
      return sample[draw(bits, sample.size())].c_str();
    }
    case Value::Kind::cell: {
      const auto user = static_cast<std::size_t>(user_ - book.users.data());
      // No row is left only where no step asks for it: else the query is not begun.
      const std::size_t row = wanted.feeder->row(user, number).value_or(0);
      return wanted.feeder->table().cell(row, wanted.column).data();
    }
    case Value::Kind::number:
      numbers_[index] = wanted.expression.draw(bits, numbers_);
      break;
  }
  return text_of(index);
}

const char* Query::text_of(std::size_t index) {
  std::array<char, 32>& text = texts_[index];
  const Number& number = numbers_[index];
  char* const last = text.data() + text.size() - 1;
  const auto written =
      number.whole ? std::to_chars(text.data(), last, number.i) : std::to_chars(text.data(), last, number.d);
  *written.ptr = '\0';
  return text.data();
}

}  // namespace loadtest
