#pragma once

#include "engine/workload.h"
#include "workloads/db/db_settings.h"
#include "workloads/db/identity.h"
#include "workloads/db/user_book.h"

namespace loadtest {

/// What is known of the database before the load.
struct Inspection {
  Identity identity;  // empty with Rls::off
  Identity anon;      // of who has not signed in; empty where nobody asks so
  std::string anon_claims;
  UserBook book;
  bool pooler = false;                            // stands in between, as far as that can be seen
  bool prepare_statements = true;                 // false where a pooler in between does not keep them
  std::vector<std::vector<std::string>> samples;  // of QueryMix::samples, none empty
  std::vector<std::string> leaks;        // rows of other users that a user sees, before any load: one text each
  std::vector<std::string> session_sql;  // by user of the book, no more than connections; with Rls::session alone
  Facts facts;                           // server version, login role, identity, auth.uid() as it is there, pooler
};

/// Looks before the load, by a connection of its own that is closed again: are the tables and the role there, does row
/// level security hold for who asks, is a pooler in between. Errors (target): what would make every query fail, by
/// name; a session's identity that would not stay with its connection.
Result<Inspection> inspect(const DbSettings&, Remarks&);

}  // namespace loadtest
