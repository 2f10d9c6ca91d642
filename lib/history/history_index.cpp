#include "history/history_index.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "report/result_words.h"

namespace loadtest {
namespace {

// A new one makes indexes of the old be made anew: what is kept of a file, or how figures are made, has changed.
constexpr int index_version = 1;
constexpr int busy_ms = 2000;

constexpr const char* make_tables =
    "CREATE TABLE runs (file TEXT PRIMARY KEY, size INTEGER, changed_ns INTEGER, id TEXT, name TEXT, version TEXT,"
    " started_ms INTEGER, load TEXT, verdict INTEGER, doubt TEXT);"
    "CREATE TABLE labels (file TEXT, label TEXT, value TEXT);"
    "CREATE TABLE figures (file TEXT, place INTEGER, subject TEXT, unit TEXT, value REAL, status INTEGER);"
    "CREATE INDEX labels_of ON labels (file); CREATE INDEX figures_of ON figures (file);";

}  // namespace

/// A prepared statement; steps and columns in the order in which they are asked for.
class HistoryIndex::Statement {
 public:
  Statement(sqlite3* database, const char* sql) {
    ok_ = sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) == SQLITE_OK;
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Statement& text(const std::string& value) {
    ok_ = ok_ && sqlite3_bind_text(statement_, ++bound_, value.data(), static_cast<int>(value.size()),
                                   SQLITE_TRANSIENT) == SQLITE_OK;
    return *this;
  }
  Statement& number(std::int64_t value) {
    ok_ = ok_ && sqlite3_bind_int64(statement_, ++bound_, value) == SQLITE_OK;
    return *this;
  }
  Statement& real(std::optional<double> value) {
    ++bound_;
    ok_ = ok_ && (value ? sqlite3_bind_double(statement_, bound_, *value) : sqlite3_bind_null(statement_, bound_)) ==
                     SQLITE_OK;
    return *this;
  }
  bool row() {
    column_ = 0;
    return ok_ && sqlite3_step(statement_) == SQLITE_ROW;
  }
  bool done() { return ok_ && sqlite3_step(statement_) == SQLITE_DONE; }
  std::string next_text() {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column_));
    const int bytes = sqlite3_column_bytes(statement_, column_++);
    return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(bytes));
  }
  std::int64_t next_number() { return sqlite3_column_int64(statement_, column_++); }
  std::optional<double> next_real() {
    if (sqlite3_column_type(statement_, column_) == SQLITE_NULL) return ++column_, std::nullopt;
    return sqlite3_column_double(statement_, column_++);
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0, column_ = 0;
  bool ok_ = false;
};

HistoryIndex::HistoryIndex(const std::string& path) {
  if (open(path)) return;
  // Damaged, or no index at all: what it held is in the files.
  const bool unusable = database_ != nullptr && sqlite3_errcode(database_) != SQLITE_READONLY &&
                        sqlite3_errcode(database_) != SQLITE_BUSY && sqlite3_errcode(database_) != SQLITE_CANTOPEN;
  give_up();
  if (unusable && ::unlink(path.c_str()) == 0 && open(path)) trouble_.clear();
}

HistoryIndex::~HistoryIndex() { sqlite3_close(database_); }

void HistoryIndex::give_up() {
  if (database_ != nullptr && trouble_.empty()) trouble_ = sqlite3_errmsg(database_);
  sqlite3_close(database_);
  database_ = nullptr;
}

bool HistoryIndex::run(const char* sql) { return sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

bool HistoryIndex::open(const std::string& path) {
  trouble_.clear();
  if (sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK) {
    trouble_ = database_ == nullptr ? "out of memory" : sqlite3_errmsg(database_);
    return false;
  }
  sqlite3_busy_timeout(database_, busy_ms);
  if (!run("BEGIN IMMEDIATE")) return false;
  int version = -1;
  {
    Statement found(database_, "PRAGMA user_version");
    if (found.row()) version = static_cast<int>(found.next_number());
  }
  if (version == index_version) return true;
  return run("DROP TABLE IF EXISTS runs; DROP TABLE IF EXISTS labels; DROP TABLE IF EXISTS figures;") &&
         run(make_tables) && run(("PRAGMA user_version = " + std::to_string(index_version)).c_str());
}

std::optional<HistoryEntry> HistoryIndex::find(const std::string& file, std::uint64_t size, std::int64_t changed_ns) {
  if (database_ == nullptr) return std::nullopt;
  HistoryEntry entry;
  entry.file = file;
  entry.size = size;
  entry.changed_ns = changed_ns;
  Statement run(database_,
                "SELECT id, name, version, started_ms, load, verdict, doubt FROM runs"
                " WHERE file = ? AND size = ? AND changed_ns = ?");
  if (!run.text(file).number(static_cast<std::int64_t>(size)).number(changed_ns).row()) return std::nullopt;
  entry.id = run.next_text();
  entry.name = run.next_text();
  entry.version = run.next_text();
  entry.started_at = Instant(std::chrono::milliseconds(run.next_number()));
  entry.load = run.next_text();
  entry.verdict = static_cast<VerdictStatus>(
      std::clamp<std::int64_t>(run.next_number(), 0, static_cast<std::int64_t>(verdict_words.size()) - 1));
  entry.doubt = run.next_text();
  Statement labels(database_, "SELECT label, value FROM labels WHERE file = ?");
  for (labels.text(file); labels.row();) {
    const std::string label = labels.next_text();
    entry.labels[label] = labels.next_text();
  }
  Statement figures(database_, "SELECT subject, unit, value, status FROM figures WHERE file = ? ORDER BY place");
  for (figures.text(file); figures.row();) {
    HistoryValue& value = entry.values.emplace_back();
    value.subject = figures.next_text();
    value.unit = figures.next_text();
    value.value = figures.next_real();
    if (const auto status = figures.next_number(); status >= 0 && status < std::ssize(criterion_words))
      value.status = static_cast<CriterionStatus>(status);
  }
  return entry;
}

void HistoryIndex::keep(const HistoryEntry& entry) {
  if (database_ == nullptr) return;
  for (const char* sql :
       {"DELETE FROM runs WHERE file = ?", "DELETE FROM labels WHERE file = ?", "DELETE FROM figures WHERE file = ?"})
    Statement(database_, sql).text(entry.file).done();
  const auto started = std::chrono::duration_cast<std::chrono::milliseconds>(entry.started_at.time_since_epoch());
  bool kept = Statement(database_, "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                  .text(entry.file)
                  .number(static_cast<std::int64_t>(entry.size))
                  .number(entry.changed_ns)
                  .text(entry.id)
                  .text(entry.name)
                  .text(entry.version)
                  .number(started.count())
                  .text(entry.load)
                  .number(static_cast<int>(entry.verdict))
                  .text(entry.doubt)
                  .done();
  for (const auto& [label, value] : entry.labels)
    kept = kept &&
           Statement(database_, "INSERT INTO labels VALUES (?, ?, ?)").text(entry.file).text(label).text(value).done();
  std::int64_t place = 0;
  for (const HistoryValue& one : entry.values)
    kept = kept && Statement(database_, "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?)")
                       .text(entry.file)
                       .number(place++)
                       .text(one.subject)
                       .text(one.unit)
                       .real(one.value)
                       .number(one.status ? static_cast<int>(*one.status) : -1)
                       .done();
  if (!kept) give_up();
}

void HistoryIndex::keep_only(const std::vector<std::string>& files) {
  if (database_ == nullptr) return;
  const std::set<std::string> wanted(files.begin(), files.end());
  std::vector<std::string> gone;
  {
    Statement all(database_, "SELECT file FROM runs");
    while (all.row())
      if (std::string file = all.next_text(); !wanted.contains(file)) gone.push_back(std::move(file));
  }
  for (const std::string& file : gone) {
    for (const char* sql :
         {"DELETE FROM runs WHERE file = ?", "DELETE FROM labels WHERE file = ?", "DELETE FROM figures WHERE file = ?"})
      Statement(database_, sql).text(file).done();
  }
}

void HistoryIndex::commit() {
  if (database_ == nullptr) return;
  if (!run("COMMIT")) return give_up();
}

}  // namespace loadtest
