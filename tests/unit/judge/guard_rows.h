// Rows that say which hosts the production guard guards: from the address as its user writes it, through what libpq
// would do with it, to the host and the reason. No name is resolved: the rows say what would come of it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "judge/guard.h"
#include "workloads/catalog.h"

namespace loadtest::guard_rows {

using Texts = std::map<std::string, std::string>;

struct Row {
  const char* said;
  std::string address;
  std::string guarded;     // "what is guarded: why", more of them behind "; "; empty = nothing is
  Texts environment = {};  // of libpq
  Texts aliases = {};      // canonical names
  std::string guard = {}, allow = {};
};

/// Variables of libpq as a row wants them, and none else.
class Environment {
 public:
  explicit Environment(const Texts& wanted) {
    clear();
    for (const auto& [name, value] : wanted) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() { clear(); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  static void clear() {
    for (const char* name : {"PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD", "PGSERVICE",
                             "PGSERVICEFILE", "PGOPTIONS"}) {
      ::unsetenv(name);
    }
  }
};

inline std::vector<TargetHost> hosts_of(const std::string& address) {
  const std::string_view name = address.starts_with("ws") ? "ws" : "db";
  for (const WorkloadType* type : workload_catalog()) {
    if (type->name != name) continue;
    Settings options;
    for (const OptionSpec& option : type->options) {
      if (!option.fallback.empty() && !option.fallback.starts_with("("))
        options.set(option.name, std::string(option.fallback));
    }
    options.set(type->roles.address, address);
    Problems problems;
    std::vector<std::string> warnings;
    Redactor redactor;
    const auto workload = type->create(
        {options, false, 1, std::chrono::seconds(1), 1, "20261123-184200-0a1b2c", problems, warnings, redactor});
    for (const Error& problem : problems) ADD_FAILURE() << address << ": " << problem.line();
    return workload ? workload->hosts() : std::vector<TargetHost>{};
  }
  ADD_FAILURE() << "no workload " << name;
  return {};
}

inline std::string judged(const Row& row) {
  const Environment environment(row.environment);
  const GuardLists lists{GuardLists::read(row.guard), GuardLists::read(row.allow), {}};
  std::string told;
  for (const TargetHost& host : hosts_of(row.address)) {
    const auto guarded = guard_host({host.name, host.project}, lists, [&](const std::string& name) {
      const auto found = row.aliases.find(name);
      return found == row.aliases.end() ? name : found->second;
    });
    if (guarded) told += (told.empty() ? "" : "; ") + guarded->shown + ": " + guarded->why;
  }
  return told;
}

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) EXPECT_EQ(judged(row), row.guarded) << row.said << " (" << row.address << ")";
}

}  // namespace loadtest::guard_rows
