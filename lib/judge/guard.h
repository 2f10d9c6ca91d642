#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace loadtest {

/// What the user says of hosts, by the environment and by --approve-production.
struct GuardLists {
  std::vector<std::string> guarded;   // LOADTEST_GUARD_HOSTS: these names and what is under them
  std::vector<std::string> allowed;   // LOADTEST_ALLOW_HOSTS: exactly these
  std::vector<std::string> approved;  // exactly these

  /// Names between commas or blanks.
  static std::vector<std::string> read(std::string_view text);
  /// Entries that no host can match: whoever wrote them believes in a guard, or an exemption, that is not there.
  Problems validate() const;
};

/// A host to judge; should it be a pooler that many share, `project` says whose database is meant.
struct JudgedHost {
  std::string name, project;
};

/// A host that is guarded. Texts can be shown as they are.
struct GuardedHost {
  std::string name;                   // what is to be approved: the host, or the project behind a pooler
  std::string shown;                  // "project abcd at aws-0.pooler.supabase.com"
  std::string why;                    // "word prod", "canonical name db.prod.example.com, word prod"
  std::vector<std::string> approved;  // the entries of that list that lift the limits; empty = none does
};

/// The name that a name resolves to; empty where it does not, or has no other.
using CanonicalName = std::function<std::string(const std::string& name)>;

/// Whether the host is guarded: as it is written, else by its canonical name, which is asked for only then.
std::optional<GuardedHost> guard_host(const JudgedHost&, const GuardLists&, const CanonicalName&);

}  // namespace loadtest
