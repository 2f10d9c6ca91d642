#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "pg/conninfo.h"
#include "workloads/db/query_mix.h"

namespace loadtest {

/// As whom statements are run: role and claims set in each transaction, once a connection, or not at all.
enum class Rls : std::uint8_t { transaction, session, off };

/// How statements are sent: prepared once a connection, parsed each time, or as one text with the values written in.
enum class Protocol : std::uint8_t { prepared, extended, simple };

/// Which statements are explained after the run.
enum class Explain : std::uint8_t { off, reads, writes };

/// What the options of `loadtest db` ask for.
struct DbSettings {
  pg::Conninfo conninfo;
  std::uint32_t pool_size = 1, workers = 1;
  QueryMix mix;
  Rls rls = Rls::transaction;
  bool pipeline = false;      // the statements of a transaction in one round trip
  bool as_postgrest = false;  // exactly what PostgREST sends, and each round trip measured
  std::string role;
  double anon_share = 0;              // of the reads, as who has not signed in
  double user_zipf = 0;               // exponent of how unevenly users come; 0 = evenly
  bool leak_check = true;             // rows of other users are looked for
  std::vector<std::string> user_ids;  // empty = read from the database
  bool keep_rows = false;
  std::uint32_t max_tries = 1;  // of a transaction that met a serialization failure or a deadlock
  Nanos latency_limit{0};       // queries over it are counted; 0 = there is none
  Protocol protocol = Protocol::prepared;
  Explain explain = Explain::reads;
  bool read_only = false;  // each transaction says so to the server
  Nanos connect_timeout{0};
  std::uint64_t seed = 0;
  std::string run_id;

  bool needs_users() const { return rls != Rls::off || mix.asks_for_users(); }
};

}  // namespace loadtest
