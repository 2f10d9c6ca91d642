#include "workloads/db/statement_maker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cctype>
#include <charconv>

#include "core/text.h"
#include "pg/sql_text.h"
#include "workloads/db/run_rows.h"

namespace loadtest {

namespace {

using pg::SqlMark;

constexpr std::array<std::string_view, 3> clean_up_names{"run", "first_row", "last_row"};

tl::unexpected<Error> wrong(std::string what, std::string hint = {}) {
  return fail(ErrorKind::config, std::move(what), std::move(hint));
}

std::optional<Value> known_value(std::string_view name) {
  if (name == "user") return Value{.kind = Value::Kind::user, .name = "user"};
  if (name == "run") return Value{.kind = Value::Kind::run, .name = "run"};
  if (name == "row") return Value{.kind = Value::Kind::new_row, .name = "row"};
  return std::nullopt;
}

std::optional<Number> to_number(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc{} && read.ptr == end)
    return Number::of(whole);
  double real = 0;
  if (const auto read = std::from_chars(text.data(), end, real); read.ec == std::errc{} && read.ptr == end)
    return Number::of(real);
  return std::nullopt;
}

}  // namespace

StatementMaker::StatementMaker(std::string name, const Defines& defines) : defines_(defines) {
  statement_.name = std::move(name);
}

StatementMaker StatementMaker::named(std::string name) const {
  StatementMaker another = *this;
  another.statement_.name = std::move(name);
  return another;
}

std::size_t StatementMaker::find(std::string_view name) const {
  std::size_t i = statement_.values.size();
  while (i > 0 && statement_.values[i - 1].name != name) --i;  // what was set last counts
  return i == 0 ? statement_.values.size() : i - 1;
}

Status StatementMaker::add(Value value) {
  if (statement_.values.size() >= Statement::values_max)
    return wrong(fmt::format("it has more than {} values", Statement::values_max));
  statement_.values.push_back(std::move(value));
  return {};
}

Status StatementMaker::add_expression(std::string name, std::string_view text) {
  const auto names = [&](std::string_view asked) -> std::optional<Expression::Named> {
    const std::size_t index = find(asked);
    if (index < statement_.values.size()) {
      if (statement_.values[index].kind != Value::Kind::number) return std::nullopt;
      return Expression::Named{.value = index};
    }
    const auto defined = defines_.find(asked);
    const auto number = defined == defines_.end() ? std::nullopt : to_number(defined->second);
    if (!number) return std::nullopt;
    return Expression::Named{.number = number};
  };
  auto expression = Expression::parse(text, names);
  if (!expression) return tl::unexpected(expression.error());
  return add({.kind = Value::Kind::number, .name = std::move(name), .expression = std::move(*expression)});
}

Result<std::size_t> StatementMaker::index_of(std::string_view name) {
  if (const std::size_t index = find(name); index < statement_.values.size()) return index;
  std::optional<Value> value = known_value(name);
  if (const auto defined = defines_.find(name); defined != defines_.end())
    value = Value{.kind = Value::Kind::text, .name = std::string(name), .text = defined->second};
  if (!value) {
    std::vector<std::string_view> known{"user", "run", "row"};
    for (const Value& one : statement_.values) known.emplace_back(one.name);
    for (const auto& [one, text] : defines_) known.emplace_back(one);
    const std::string_view near = nearest(name, known);
    return wrong(
        fmt::format("there is no value \":{}\"", escape_foreign(name, 40)),
        near.empty() ? fmt::format("there are :{}", fmt::join(known, ", :")) : fmt::format("did you mean :{}", near));
  }
  if (auto added = add(std::move(*value)); !added) return tl::unexpected(added.error());
  return statement_.values.size() - 1;
}

Status StatementMaker::add_step(Step step) {
  if (statement_.steps.size() >= Statement::steps_max)
    return wrong(fmt::format("it has more than {} statements", Statement::steps_max));
  if (pg::is_blank_sql(step.sql)) return wrong("there is no SQL in it");
  std::string sql;
  std::size_t written = 0;
  for (auto mark = pg::next_mark(step.sql, 0); mark; mark = pg::next_mark(step.sql, mark->at + mark->size)) {
    std::size_t index = 0;
    if (mark->numbered) {
      std::from_chars(mark->name.data(), mark->name.data() + mark->name.size(), index);
      if (index == 0 || index-- > statement_.values.size())
        return wrong(fmt::format("there is no value ${}", escape_foreign(mark->name, 20)),
                     fmt::format("there are {}, in the order of the parameters", statement_.values.size()));
    } else {
      const auto named = index_of(mark->name);
      if (!named) return tl::unexpected(named.error());
      index = *named;
    }
    const auto place = std::find(step.values.begin(), step.values.end(), index);
    const auto number = place - step.values.begin() + 1;
    if (place == step.values.end()) use(index, step);
    sql += step.sql.substr(written, mark->at - written) + "$" + std::to_string(number);
    written = mark->at + mark->size;
  }
  step.sql = sql + step.sql.substr(written);
  step.name = statement_.name + (statement_.steps.empty() ? "" : "." + std::to_string(statement_.steps.size() + 1));
  statement_.writes = statement_.writes || writes(step.sql);
  statement_.steps.push_back(std::move(step));
  return {};
}

void StatementMaker::use(std::size_t index, Step& step) {
  step.values.push_back(static_cast<std::uint8_t>(index));
  if (const Value& value = statement_.values[index]; value.feeder) statement_.feeders.push_back(*value.feeder);
}

Status StatementMaker::set_clean_up(std::string sql) {
  for (auto mark = pg::next_mark(sql, 0); mark; mark = pg::next_mark(sql, mark->at + mark->size)) {
    const bool known = std::find(clean_up_names.begin(), clean_up_names.end(), mark->name) != clean_up_names.end();
    if (!known || mark->numbered)
      return wrong(fmt::format("a clean_up knows no \"{}\"", escape_foreign(sql.substr(mark->at, mark->size), 40)),
                   fmt::format("there are :{}", fmt::join(clean_up_names, ", :")));
  }
  statement_.clean_up = std::move(sql);
  return {};
}

Statement StatementMaker::take() {
  statement_.transaction = statement_.transaction || statement_.steps.size() > 1;
  return std::move(statement_);
}

bool StatementMaker::writes(std::string_view sql) {
  constexpr std::array<std::string_view, 5> reading{"SELECT", "VALUES", "TABLE", "SHOW", "WITH"};
  const std::string first = pg::first_word(sql);
  if (std::find(reading.begin(), reading.end(), first) == reading.end()) return true;
  // "FOR UPDATE" and "FOR SHARE" lock, which a transaction for reading may not.
  for (const std::string_view word : {"INSERT", "UPDATE", "DELETE", "MERGE", "SHARE"})
    if (pg::has_word(sql, word)) return true;
  return false;
}

std::string clean_up_sql(const Statement& statement, const std::string& run_id) {
  const RunRows rows(run_id);
  std::string sql;
  std::size_t written = 0;
  const std::string& text = statement.clean_up;
  for (auto mark = pg::next_mark(text, 0); mark; mark = pg::next_mark(text, mark->at + mark->size)) {
    const std::string value = mark->name == "run" ? run_id : mark->name == "first_row" ? rows.first() : rows.last();
    sql += text.substr(written, mark->at - written) + "'" + value + "'";
    written = mark->at + mark->size;
  }
  return sql + text.substr(written);
}

bool is_operation_name(std::string_view name) {
  return !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
}

}  // namespace loadtest
