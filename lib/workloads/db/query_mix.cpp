#include "workloads/db/query_mix.h"

#include <algorithm>

#include "core/text.h"
#include "core/units.h"
#include "workloads/db/postgrest.h"

namespace loadtest {
namespace {

constexpr std::uint64_t part_max = 1'000'000;

struct Parts {
  double reads = 0, writes = 0;
};

Parts read_parts(const std::string& mix, Problems& problems) {
  const auto problem = [&](std::string what) {
    problems.push_back({ErrorKind::usage, "--mix: " + std::move(what), "try 80:20, which is reads to writes"});
    return Parts{1, 1};
  };
  const std::string shown = "\"" + escape_foreign(mix, 40) + "\"";
  const auto colon = mix.find(':');
  if (colon == std::string::npos) return problem(shown + " is not a ratio");
  const auto reads = parse_count(std::string_view(mix).substr(0, colon), 0, part_max);
  const auto writes = parse_count(std::string_view(mix).substr(colon + 1), 0, part_max);
  if (!reads || !writes) return problem(shown + " is not a ratio of two whole numbers");
  if (*reads + *writes == 0) return problem(shown + " leaves nothing to do");
  return {static_cast<double>(*reads), static_cast<double>(*writes)};
}

const Statement* find_statement(std::span<const Statement> known, std::string_view name, Problems& problems) {
  std::vector<std::string_view> names;
  std::string all;
  for (const Statement& statement : known) {
    if (statement.name == name) return &statement;
    names.push_back(statement.name);
    all += (all.empty() ? "" : ", ") + std::string(statement.name);
  }
  const auto near = nearest(name, names);
  problems.push_back({ErrorKind::usage, "--only: there is no statement \"" + escape_foreign(name, 40) + "\"",
                      near.empty() ? "there are " + all : "did you mean " + std::string(near)});
  return nullptr;
}

// Its table's, without the schema.
std::string path_of(const Statement& statement) {
  const std::string& table = statement.tables.front();
  return "/" + table.substr(table.find('.') + 1);
}

}  // namespace

std::vector<const Statement*> find_statements(std::span<const Statement> all, std::string_view only,
                                              Problems& problems) {
  std::vector<const Statement*> chosen;
  for (std::size_t at = 0; at <= only.size();) {
    const std::size_t comma = std::min(only.find(',', at), only.size());
    const Statement* statement = find_statement(all, without_blanks(only.substr(at, comma - at)), problems);
    if (statement && std::find(chosen.begin(), chosen.end(), statement) != chosen.end()) {
      problems.push_back({ErrorKind::usage, "--only: " + std::string(statement->name) + " is named twice", {}});
    } else if (statement) {
      chosen.push_back(statement);
    }
    at = comma + 1;
  }
  return chosen;
}

bool QueryMix::inserts() const {
  return std::any_of(entries.begin(), entries.end(),
                     [](const Entry& entry) { return entry.statement->needs(Value::Kind::new_row); });
}

bool QueryMix::cleans_up() const {
  if (is_built_in()) return inserts();
  return std::any_of(entries.begin(), entries.end(),
                     [](const Entry& entry) { return !entry.statement->clean_up.empty(); });
}

bool QueryMix::asks_for_users() const {
  return std::any_of(entries.begin(), entries.end(), [](const Entry& entry) {
    const Statement& statement = *entry.statement;
    return statement.rows || statement.has_owner() || statement.needs(Value::Kind::user) ||
           statement.is_fed(FeedOrder::per_user);
  });
}

QueryMix QueryMix::read(const std::string& mix, const std::string& only, Problems& problems) {
  const std::size_t problems_before = problems.size();
  const Parts parts = read_parts(mix, problems);
  std::vector<const Statement*> chosen;
  if (only.empty()) {
    for (const Statement& statement : known_statements()) chosen.push_back(&statement);
  } else {
    chosen = find_statements(known_statements(), only, problems);
  }
  double reads = 0, writes = 0;  // shares of what was chosen
  for (const Statement* statement : chosen) (statement->writes ? writes : reads) += statement->share;
  const double all = (reads > 0 ? parts.reads : 0) + (writes > 0 ? parts.writes : 0);
  QueryMix result;
  for (const Statement* statement : chosen) {
    const double part = statement->writes ? parts.writes / writes : parts.reads / reads;
    if (part > 0)
      result.entries.push_back({statement, part * statement->share / all, path_of(*statement),
                                postgrest::method_of(statement->steps.front().sql)});
  }
  if (result.entries.empty() && problems.size() == problems_before) {
    problems.push_back({ErrorKind::usage, "--only: " + only + " leaves nothing to do with --mix " + mix,
                        parts.reads > 0 ? "name a read, such as profile" : "name a write, such as message_insert"});
  }
  return result;
}

}  // namespace loadtest
