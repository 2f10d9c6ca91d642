#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "observe/catalog_columns.h"
#include "pg/console.h"

namespace loadtest {

/// The connection of who looks at a database, which can write nothing, and what it found out about the server first.
class DatabaseLink {
 public:
  /// Errors (target): no connection, or nothing that can be read there.
  static Result<DatabaseLink> open(const pg::Conninfo&);

  /// Columns as the server has them; a transaction of its own.
  pg::Console::Asked ask(const std::string& sql);
  /// The same, as a role that this login may take; other roles' statements show their texts and numbers to them alone.
  pg::Console::Asked ask_as(const std::string& role, const std::string& sql);
  /// Prepared once where nothing stands in between that might not keep it.
  pg::Console::Asked ask_often(const char* name, const std::string& sql);

  /// Connections that somebody like this login could still make; negative = not known.
  int free_connections();

  bool lost() const { return console_.lost(); }
  std::uint64_t queries() const { return queries_; }

  const CatalogColumns& columns() const { return columns_; }
  const std::string& database_oid() const { return database_oid_; }
  /// Where pg_stat_statements is, quoted; empty = nowhere.
  const std::string& statements_schema() const { return statements_schema_; }
  bool pooler() const { return pooler_; }
  int server_version() const { return console_.server_version(); }
  std::string literal(const std::string& text) const;

 private:
  explicit DatabaseLink(pg::Console console) : console_(std::move(console)) {}
  Status learn();
  /// Through a pooler, settings of a session would stay with a connection that is the load's, too.
  std::string framed(const std::string& before, const std::string& sql) const;

  pg::Console console_;
  CatalogColumns columns_;
  std::string database_oid_, statements_schema_;
  std::vector<std::string> prepared_;
  bool pooler_ = false, read_only_ = false;
  std::uint64_t queries_ = 0;
};

}  // namespace loadtest
