#include "pg/input.h"

#include <libpq-fe.h>
#include <openssl/ssl.h>

namespace loadtest::pg {

bool read_input(pg_conn* connection) {
  // A record of TLS may be larger than the room that libpq offers. The rest stays inside OpenSSL, where no epoll sees
  // it, and not every version of libpq looks there. PostgreSQL itself sends records of 8 KiB, which fit; poolers such
  // as Supavisor have sent 16 KiB (supavisor#993).
  bool more = false;
  do {
    if (PQconsumeInput(connection) == 0) return false;
    auto* tls = PQsslInUse(connection) != 0 ? static_cast<SSL*>(PQsslStruct(connection, "OpenSSL")) : nullptr;
    more = tls != nullptr && SSL_pending(tls) > 0;
  } while (more);
  return true;
}

}  // namespace loadtest::pg
