#include "workloads/db/frame.h"

namespace loadtest {

namespace {

// As PostgREST begins a request: what only reads may not write.
constexpr const char* begin_reading = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY";
constexpr const char* begin_writing = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

constexpr const char* reading_name = "loadtest_begin_reading";
constexpr const char* writing_name = "loadtest_begin_writing";
constexpr const char* commit_name = "loadtest_commit";

bool may_write(const DbRun& run, const Query& query) { return query.statement().writes && !run.settings.read_only; }

}  // namespace

Frame::Frame(const DbRun& run, const Query& query, bool prepared)
    : run_(run),
      query_(query),
      identity_parameters_{query.user().claims.c_str(), query.user().id.c_str()},
      prepared_(prepared) {}

const char* Frame::begin() const { return may_write(run_, query_) ? begin_writing : begin_reading; }

pg::Call Frame::identity() const {
  const Identity& identity = run_.inspection.identity;
  return {.name = prepared_ ? identity_name : nullptr,
          .sql = identity.frame_sql.c_str(),
          .parameters = std::span(identity_parameters_).first(identity.wants_subject ? 2 : 1)};
}

pg::Call Frame::statement() const {
  const Statement& statement = query_.statement();
  return {.name = prepared_ ? statement.name.data() : nullptr, .sql = statement.sql, .parameters = query_.parameters()};
}

std::array<pg::Call, 4> Frame::all() const {
  const char* begin_name = may_write(run_, query_) ? writing_name : reading_name;
  return {pg::Call{.name = prepared_ ? begin_name : nullptr, .sql = begin()}, identity(), statement(),
          pg::Call{.name = prepared_ ? commit_name : nullptr, .sql = commit()}};
}

std::vector<std::pair<std::string, std::string>> Frame::to_prepare(const DbRun& run) {
  if (run.settings.rls != Rls::transaction) return {};
  std::vector<std::pair<std::string, std::string>> wanted{{identity_name, run.inspection.identity.frame_sql}};
  if (run.settings.pipeline) {
    wanted.emplace_back(reading_name, begin_reading);
    wanted.emplace_back(writing_name, begin_writing);
    wanted.emplace_back(commit_name, commit());
  }
  return wanted;
}

}  // namespace loadtest
