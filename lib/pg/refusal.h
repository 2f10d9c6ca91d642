#pragma once

#include <string>

struct pg_result;  // libpq's PGresult

namespace loadtest::pg {

/// What the server said when it refused a statement or hung up, as long as a kilobyte each.
struct Refusal {
  std::string message;
  std::string detail;  // of a deadlock alone: who waits for whom, and in what

  void read(const pg_result*);
};

}  // namespace loadtest::pg
