#include "workloads/db/frame.h"

namespace loadtest {

namespace {

constexpr const char* reading_name = "loadtest_begin_reading";
constexpr const char* writing_name = "loadtest_begin_writing";
constexpr const char* commit_name = "loadtest_commit";
constexpr const char* commit_sql = "COMMIT";

bool may_write(const DbRun& run, const Query& query) { return query.statement().writes && !run.settings.read_only; }

}  // namespace

pg::Call Frame::begin() const {
  const bool writes = may_write(run_, query_);
  return {.name = prepared_ ? (writes ? writing_name : reading_name) : nullptr,
          .sql = writes ? run_.begin_writing.c_str() : run_.begin_reading.c_str()};
}

pg::Call Frame::commit() const { return {.name = prepared_ ? commit_name : nullptr, .sql = commit_sql}; }

pg::Call Frame::roll_back() const {
  return {.name = nullptr, .sql = run_.settings.as_postgrest ? "ABORT" : "ROLLBACK"};
}

pg::Call Frame::identity() {
  const Identity& identity = query_.identity(run_);
  return {.name = prepared_ ? identity.name : nullptr,
          .sql = identity.frame_sql.c_str(),
          .parameters = identity.values_for(query_.request(run_), identity_values_),
          .as_text = run_.settings.protocol == Protocol::simple};
}

pg::Call Frame::statement() {
  const Step& step = query_.step();
  const bool looked_at = run_.checks_owners && !step.owner.empty();
  return {.name = prepared_ ? step.name.c_str() : nullptr,
          .sql = step.sql.c_str(),
          .parameters = query_.parameters(),
          .owner = {looked_at ? step.owner.c_str() : nullptr, query_.owner()},
          .as_text = run_.settings.protocol == Protocol::simple};
}

std::vector<std::pair<std::string, std::string>> Frame::to_prepare(const DbRun& run) {
  if (run.settings.rls != Rls::transaction) return {};
  const Inspection& known = run.inspection;
  std::vector<std::pair<std::string, std::string>> wanted{{known.identity.name, known.identity.frame_sql}};
  if (!known.anon.frame_sql.empty()) wanted.emplace_back(known.anon.name, known.anon.frame_sql);
  if (run.settings.pipeline || run.settings.as_postgrest) {
    wanted.emplace_back(reading_name, run.begin_reading);
    wanted.emplace_back(writing_name, run.begin_writing);
    wanted.emplace_back(commit_name, commit_sql);
  }
  return wanted;
}

}  // namespace loadtest
