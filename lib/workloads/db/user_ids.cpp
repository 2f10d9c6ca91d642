#include "workloads/db/user_ids.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <unordered_set>

#include "core/text.h"

namespace loadtest {
namespace {

constexpr std::size_t uuid_size = 36;

bool is_uuid(std::string_view text) {
  if (text.size() != uuid_size) return false;
  for (std::size_t i = 0; i < uuid_size; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

std::string_view without_comment(std::string_view line) { return without_blanks(line.substr(0, line.find('#'))); }

}  // namespace

Result<std::vector<std::string>> read_user_ids(std::istream& in) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> known;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    std::string id(without_comment(line));
    if (id.empty()) continue;
    if (!is_uuid(id)) {
      return fail(ErrorKind::usage,
                  "line " + std::to_string(number) + ": \"" + escape_foreign(id, 60) + "\" is no UUID",
                  "one a line, such as 6f9619ff-8b86-4d01-b42d-00cf4fc964ff");
    }
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (known.insert(id).second) ids.push_back(std::move(id));
    if (ids.size() > user_ids_max)
      return fail(ErrorKind::usage, "there are more than " + std::to_string(user_ids_max) + " ids in it");
  }
  if (in.bad()) return fail(ErrorKind::usage, "the ids cannot be read to their end");
  if (ids.empty()) return fail(ErrorKind::usage, "there is no id in it", "one UUID a line");
  return ids;
}

Result<std::vector<std::string>> read_user_ids_file(const std::string& path) {
  const bool standard_input = path == "-";
  std::ifstream file;
  if (!standard_input) file.open(path);
  if (!standard_input && !file) {
    return fail(ErrorKind::usage, "the file \"" + path + "\" cannot be read",
                "one UUID a line; - reads standard input");
  }
  auto ids = read_user_ids(standard_input ? std::cin : file);
  if (!ids) {
    ids.error().message =
        (standard_input ? std::string("standard input") : "the file \"" + path + "\"") + ": " + ids.error().message;
  }
  return ids;
}

std::vector<std::string> user_tables() { return {"auth.users", "public.profiles"}; }

Result<std::vector<std::string>> find_user_ids(AdminTransaction& lookup, const Access& login, std::size_t most) {
  for (const std::string& name : user_tables()) {
    const TableAccess* table = login.find(name);
    if (!table || !table->may_read) continue;
    const auto rows = lookup.query("SELECT id::text FROM " + name + " ORDER BY id LIMIT " + std::to_string(most));
    if (!rows) return tl::unexpected(rows.error());
    std::vector<std::string> ids;
    for (const auto& row : *rows) ids.push_back(row.at(0).value_or(""));
    if (!ids.empty()) return ids;
  }
  return fail(ErrorKind::target, "login role " + login.role + " sees no user in auth.users or public.profiles",
              "name them by --user-ids FILE, or log in as a role that bypasses row level security");
}

}  // namespace loadtest
