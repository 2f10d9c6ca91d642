#include "workloads/db/row_security.h"

#include <algorithm>

namespace loadtest {
namespace {

constexpr std::string_view view = "public.budget_utilization";
constexpr std::array<std::string_view, 2> under_view = {"public.budgets", "public.expenses"};

void add_once(std::vector<std::string>& names, std::string name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

// Why no policy holds; empty where they do.
std::string why_open(const TableAccess& table, const Access& role) {
  if (table.view)
    return table.invokers_view ? "" : "the view reads with its owner's rights, security_invoker is not set";
  if (table.row_security_active) return "";
  if (role.bypasses_row_security) return role.superuser ? "the role is a superuser" : "the role has BYPASSRLS";
  return table.row_security ? "the role owns the table" : "it is not enabled there";
}

}  // namespace

std::vector<std::string> tables_of(const QueryMix& mix) {
  std::vector<std::string> names;
  for (const QueryMix::Entry& entry : mix.entries)
    for (const std::string& table : entry.statement->tables) add_once(names, table);
  return names;
}

std::vector<std::string> tables_under(const QueryMix& mix) {
  std::vector<std::string> names = tables_of(mix);
  if (std::find(names.begin(), names.end(), view) != names.end())
    for (const std::string_view table : under_view) add_once(names, std::string(table));
  return names;
}

void warn_of_open_tables(const QueryMix& mix, const Access& requests, Remarks& remarks) {
  for (const std::string& name : tables_under(mix)) {
    const TableAccess* table = requests.find(name);
    const std::string why = table ? why_open(*table, requests) : "";
    if (!why.empty())
      remarks.warnings.push_back("row level security is not in force for " + requests.role + " on " + name + ": " +
                                 why);
  }
}

void warn_of_bypass(const QueryMix& mix, const Access& login, Remarks& remarks) {
  if (login.bypasses_row_security) {
    remarks.warnings.push_back("login role " + login.role + " bypasses row level security (" +
                               (login.superuser ? "superuser" : "BYPASSRLS") +
                               "): with --rls off no policy is part of what is measured");
    return;
  }
  for (const std::string& name : tables_under(mix)) {
    const TableAccess* table = login.find(name);
    if (table && table->row_security && !table->row_security_active)
      remarks.warnings.push_back("login role " + login.role + " bypasses row level security on " + name +
                                 ", which it owns: with --rls off its policies are no part of what is measured");
  }
}

}  // namespace loadtest
