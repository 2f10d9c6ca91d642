#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "history/history_entry.h"

struct sqlite3;

namespace loadtest {

/// What was read of the result files of a folder, kept in an SQLite file within it, so that a folder of a year of
/// nights is not read again each time. It is only ever a copy: where it cannot be used, files are read instead, and one
/// that is damaged or of another version is made anew.
class HistoryIndex {
 public:
  /// `path` = of the index file.
  explicit HistoryIndex(const std::string& path);
  HistoryIndex(const HistoryIndex&) = delete;
  HistoryIndex& operator=(const HistoryIndex&) = delete;
  ~HistoryIndex();

  /// Why there is none; empty where there is one.
  const std::string& trouble() const { return trouble_; }
  /// The entry of a file that has not changed since; nullopt where it is to be read.
  std::optional<HistoryEntry> find(const std::string& file, std::uint64_t size, std::int64_t changed_ns);
  void keep(const HistoryEntry&);
  /// Forgets all files but these.
  void keep_only(const std::vector<std::string>& files);
  /// Makes what was kept last; before it nothing of it is seen by others.
  void commit();

 private:
  class Statement;
  bool open(const std::string& path);
  bool run(const char* sql);
  void give_up();

  sqlite3* database_ = nullptr;
  std::string trouble_;
};

}  // namespace loadtest
