#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "archive/read_result.h"
#include "core/text.h"
#include "history/history.h"
#include "history/history_index.h"

namespace loadtest {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view index_name = ".loadtest-history.sqlite";
constexpr std::size_t skipped_told_max = 10;

std::vector<std::string> result_files(const fs::path& folder, std::error_code& error) {
  std::vector<std::string> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code no_file;
    // Those that begin with a dot are still being written.
    if (!name.starts_with('.') && at->path().extension() == ".json" && at->is_regular_file(no_file))
      names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

class FolderReader {
 public:
  FolderReader(const fs::path& folder, const MayDiffer& may_differ)
      : folder_(folder), may_differ_(may_differ), index_((folder / index_name).string()) {}

  std::vector<HistoryEntry> read(const std::vector<std::string>& names) {
    std::vector<HistoryEntry> entries;
    for (const std::string& name : names)
      if (auto entry = read_one(name)) entries.push_back(std::move(*entry));
    index_.keep_only(names);
    index_.commit();
    if (skipped_ > skipped_told_max)
      remarks_.push_back(fmt::format("and {} more files were skipped", skipped_ - skipped_told_max));
    return entries;
  }
  std::vector<std::string> take_remarks() { return std::move(remarks_); }

 private:
  std::optional<HistoryEntry> read_one(const std::string& name) {
    const std::string path = (folder_ / name).string();
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return std::nullopt;  // it went away meanwhile
    const auto size = static_cast<std::uint64_t>(about.st_size);
    const std::int64_t changed_ns = about.st_mtim.tv_sec * std::int64_t{1'000'000'000} + about.st_mtim.tv_nsec;
    if (auto known = index_.find(name, size, changed_ns)) return known;
    const auto report = read_result_file(path);
    if (!report) return skip(report.error().message), std::nullopt;
    HistoryEntry entry = history_entry(*report, may_differ_);
    entry.file = name;
    entry.size = size;
    entry.changed_ns = changed_ns;
    index_.keep(entry);
    return entry;
  }

  void skip(const std::string& why) {
    if (++skipped_ <= skipped_told_max) remarks_.push_back("skipped: " + why);
  }

  const fs::path folder_;
  const MayDiffer& may_differ_;
  HistoryIndex index_;
  std::vector<std::string> remarks_;
  std::size_t skipped_ = 0;
};

}  // namespace

Result<History> read_history(const std::string& folder, const HistoryFilter& filter, const MayDiffer& may_differ) {
  const auto refuse = [&](std::string what, std::string hint) {
    return fail(ErrorKind::usage, escape_foreign(folder) + ": " + std::move(what), std::move(hint));
  };
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return refuse(error ? error.message() : "is no folder", "name a folder of results");
  const std::vector<std::string> names = result_files(folder, error);
  if (error) return refuse(error.message(), "may you read it?");
  FolderReader reader(folder, may_differ);
  History history;
  history.folder = escape_foreign(folder);
  std::vector<HistoryEntry> entries = reader.read(names);
  const std::size_t found = entries.size();
  history.groups = group_entries(std::move(entries), filter);
  history.remarks = reader.take_remarks();
  if (!history.groups.empty()) return history;
  if (found > 0)
    return refuse(fmt::format("none of its {} results has that name and these labels", found),
                  "leave --name or --label out");
  return refuse(
      names.empty() ? "there is no result in it" : fmt::format("none of its {} .json files is a result", names.size()),
      "nightly runs write theirs by --out DIR/$(date +%F).json");
}

}  // namespace loadtest
