#include "workloads/db/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/units.h"
#include "pg/sql_text.h"
#include "workloads/db/admin_transaction.h"
#include "workloads/db/statement_maker.h"

namespace loadtest {
namespace {

using Mode = AdminTransaction::Access;

constexpr Nanos each_max = std::chrono::seconds(10), lock_wait_max = std::chrono::seconds(2);
// So often a prepared statement is planned for its values before the server compares that with a plan for all of them.
constexpr std::uint64_t custom_plans = 5;
constexpr std::size_t notes_max = 10;

constexpr const char* analyzed = "EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS, FORMAT JSON) ";
constexpr const char* planned = "EXPLAIN (VERBOSE, SETTINGS, FORMAT JSON) ";

bool can_be_explained(const std::string& sql) {
  constexpr std::array<std::string_view, 7> kinds{"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH"};
  return std::find(kinds.begin(), kinds.end(), pg::first_word(sql)) != kinds.end();
}

std::string ms(Nanos t) { return std::to_string(std::max<std::int64_t>(1, t / std::chrono::milliseconds(1))); }

}  // namespace

Explainer::Explainer(pg::Admin& admin, const DbRun& run, bool prepared, TimePoint deadline)
    : admin_(admin), run_(run), prepared_(prepared), deadline_(deadline) {}

void Explainer::note(const std::string& text) {
  if (notes_.size() < notes_max && std::find(notes_.begin(), notes_.end(), text) == notes_.end())
    notes_.push_back(text);
}

void Explainer::aim(Query& query, const SeenQuery& seen) const {
  query.prepare(run_, seen.operation, seen.number, seen.user);
  for (std::size_t i = 0; i < seen.step; ++i) query.next();
}

bool Explainer::may_run(const SeenQuery& seen) const {
  Query query;
  aim(query, seen);
  const std::string& sql = query.step().sql;
  if (!can_be_explained(sql)) return false;
  const bool writes = StatementMaker::writes(sql) || (query.statement().writes && query.statement().steps.size() == 1);
  return !writes || (run_.settings.explain == Explain::writes && !run_.settings.read_only);
}

// With the values written in: by the server's own rules of quoting.
std::string Explainer::literal(const Query& query, std::span<const char* const> values) const {
  std::string sql;
  pg::write_with_values(query.step().sql, values, sql);
  return sql.substr(0, pg::end_of_statement(sql));
}

std::string Explainer::execution(Query& query) const {
  if (name_.empty()) return literal(query, query.parameters());
  std::string values;
  for (const char* value : query.parameters())
    values.append(values.empty() ? "" : ", ").append(value != nullptr ? admin_.quote(value) : "NULL");
  return "EXECUTE " + name_ + (values.empty() ? "" : "(" + values + ")");
}

// What stands before the statement in its transaction, so far as it changes what the statement meets.
tl::expected<pg::Admin::Rows, pg::SqlError> Explainer::set_up(Query& query, const SeenQuery& seen) {
  const Nanos left = std::min(each_max, deadline_ - Clock::now());
  auto done = admin_.query(fmt::format("SET LOCAL statement_timeout = {}; SET LOCAL lock_timeout = {}", ms(left),
                                       ms(std::min(left, lock_wait_max))));
  if (!query.statement().writes || run_.settings.explain != Explain::writes) return done;
  query.rewind();
  for (std::size_t i = 0; done && i < seen.step; ++i, query.next())
    if (StatementMaker::writes(query.step().sql)) done = admin_.query(literal(query, query.parameters()));
  return done;
}

// As often as each connection of the load did at most: by then the server has made up its mind about the plan.
void Explainer::prepare_as_the_load(Query& query, const SlowQueries::Step& of_step) {
  const std::string& sql = query.step().sql;
  name_ = fmt::format("loadtest_explain_{}", ++count_);
  const std::string prepare = "PREPARE " + name_ + " AS " + sql.substr(0, pg::end_of_statement(sql));
  if (!admin_.query(prepare)) return;
  const std::uint64_t each = of_step.seen / std::max<std::uint64_t>(1, run_.settings.pool_size);
  for (std::uint64_t i = 0; prepared_ && i < std::min(each, custom_plans); ++i) {
    Query other;
    aim(other, of_step.spread[i % of_step.spread.size()]);
    if (!admin_.query("EXPLAIN " + execution(other))) return;
  }
}

tl::expected<std::string, pg::SqlError> Explainer::ask(Query& query, const SlowQueries::Step& of_step,
                                                       ExplainedQuery& explained) {
  constexpr std::string_view query_canceled = "57014";
  name_.clear();
  // What a pooler's server connection is left with would be met by others.
  if (run_.settings.protocol != Protocol::simple && !run_.inspection.pooler) prepare_as_the_load(query, of_step);
  const std::string what = execution(query);
  // The first time it looks its tables up, which the load did long before.
  if (auto looked_up = admin_.query(planned + what); !looked_up) return tl::unexpected(looked_up.error());
  if (auto saved = admin_.query("SAVEPOINT loadtest"); !saved) return tl::unexpected(saved.error());
  auto rows = admin_.query(analyzed + what);
  if (!rows && rows.error().sqlstate == query_canceled && admin_.query("ROLLBACK TO SAVEPOINT loadtest")) {
    note(query.step().name + " alone was given up after some seconds: its plan is without times");
    rows = admin_.query(planned + what);
  }
  if (!rows) return tl::unexpected(rows.error());
  if (!name_.empty() && admin_.server_version() >= 140000) {
    const auto plans = admin_.query("SELECT generic_plans > 0 FROM pg_catalog.pg_prepared_statements WHERE name = " +
                                    admin_.quote(name_));
    if (plans && !plans->empty()) explained.generic = is_true(plans->at(0).at(0));
  }
  return rows->empty() ? std::string() : rows->at(0).at(0).value_or("");
}

std::optional<ExplainedQuery> Explainer::explain(const SeenQuery& seen, const SlowQueries::Step& of_step) {
  if (!in_time() || !may_run(seen)) return std::nullopt;
  Query query;
  query.prepare(run_, seen.operation, seen.number, seen.user);
  if (query.inserts()) query.renew_row(run_);  // its own is there already
  const Request request = query.request(run_);
  const std::string identity = run_.settings.rls == Rls::off
                                   ? std::string()
                                   : query.identity(run_).transaction_sql(admin_, request.user, request.claims);
  const bool writes = query.statement().writes && run_.settings.explain == Explain::writes && !run_.settings.read_only;
  ExplainedQuery explained{seen, {}, {}};
  const std::string purpose = query.statement().name + " could not be explained";
  auto transaction = AdminTransaction::begin(admin_, writes ? Mode::write : Mode::read, purpose, identity);
  if (!transaction) {
    note(transaction.error().line());
    return std::nullopt;
  }
  const auto ready = set_up(query, seen);
  query.rewind();
  for (std::size_t i = 0; i < seen.step; ++i) query.next();
  const auto json = ready ? ask(query, of_step, explained) : tl::unexpected(ready.error());
  if (!json) {
    note(refused(purpose, json.error()).line());
    return std::nullopt;
  }
  auto look = look_at_plan(*json);
  if (!look) {
    note(purpose + ": " + look.error().message);
    return std::nullopt;
  }
  explained.look = std::move(*look);
  return explained;
}

}  // namespace loadtest
