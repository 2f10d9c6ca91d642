#include "pg/pipeline_check.h"

#include <poll.h>

#include "pg/login_attempt.h"
#include "pg/sqlstate.h"

namespace loadtest::pg {

Status check_pipeline(const Conninfo& conninfo, Nanos timeout) {
  const TimePoint now = Clock::now();
  LoginAttempt attempt(conninfo.text(), {{"BEGIN READ ONLY", "SELECT 1", "COMMIT"}, {}}, now, now + timeout);
  while (!attempt.over()) {
    pollfd socket{attempt.fd(), attempt.events(), 0};
    const int ready = ::poll(&socket, 1, attempt.wait_ms(Clock::now()));
    attempt.proceed(ready > 0 ? socket.revents : short{0});
  }
  if (attempt.take()) return {};
  return fail(ErrorKind::target,
              "--pipeline: statements that are sent together get no answer: " + one_line(attempt.message()),
              "a pooler in between may not take them; leave --pipeline out");
}

}  // namespace loadtest::pg
