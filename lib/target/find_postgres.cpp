#include "target/find_postgres.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace loadtest::target {

namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

bool has_both(const fs::path& bin) { return is_program(bin / "initdb") && is_program(bin / "postgres"); }

// `initdb` on the path may be a link to where all programs of its version lie; it insists on a `postgres` beside it.
std::optional<fs::path> on_path(std::string_view path) {
  while (!path.empty()) {
    const fs::path folder = path.substr(0, path.find(':'));
    path.remove_prefix(std::min(folder.native().size() + 1, path.size()));
    if (!folder.is_absolute() || !is_program(folder / "initdb")) continue;
    std::error_code error;
    const fs::path real = fs::canonical(folder / "initdb", error).parent_path();
    if (!error && has_both(real)) return real;
    if (has_both(folder)) return folder;
  }
  return std::nullopt;
}

std::optional<fs::path> newest_below(const fs::path& root) {
  std::vector<std::pair<unsigned, fs::path>> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(root, error)) {
    const std::string name = entry.path().filename();
    unsigned version = 0;
    const auto [rest, bad] = std::from_chars(name.data(), name.data() + name.size(), version);
    if (bad == std::errc{} && has_both(entry.path() / "bin")) found.emplace_back(version, entry.path() / "bin");
  }
  if (found.empty()) return std::nullopt;
  return std::max_element(found.begin(), found.end())->second;
}

}  // namespace

Result<fs::path> find_postgres(std::string_view path, const fs::path& debian_root) {
  if (auto found = on_path(path)) return *found;
  if (auto found = newest_below(debian_root)) return *found;
  return fail(ErrorKind::target,
              fmt::format("no PostgreSQL server: initdb and postgres are neither on PATH nor under {}/*/bin",
                          debian_root.string()),
              "install postgresql");
}

bool has_pg_stat_statements(const fs::path& bin) {
  constexpr std::array folders{"lib", "lib/postgresql", "lib/pgsql", "lib64", "lib64/pgsql"};
  return std::any_of(folders.begin(), folders.end(), [&](const char* folder) {
    std::error_code error;
    return fs::exists(bin.parent_path() / folder / "pg_stat_statements.so", error);
  });
}

}  // namespace loadtest::target
