#include "workloads/db/session_check.h"

#include <chrono>
#include <future>
#include <optional>

#include "workloads/db/admin_transaction.h"

namespace loadtest {
namespace {

using Pid = Result<std::string>;

// How long a pooler that has no other process to give may keep one of us waiting.
constexpr std::chrono::seconds wait_max{3};
constexpr const char* purpose = "the server process could not be asked for";

Pid ask_pid(pg::Admin& admin) {
  auto lookup = AdminTransaction::begin(admin, AdminTransaction::Access::read, purpose);
  if (!lookup) return tl::unexpected(lookup.error());
  auto rows = lookup->query("SELECT pg_backend_pid()");
  if (!rows) return tl::unexpected(rows.error());
  return rows->empty() ? std::string() : rows->at(0).at(0).value_or("");
}

Error moved(const std::string& why) {
  return {ErrorKind::target,
          "--rls session: " + why +
              ": a pooler in between gives each transaction another server process, and what was set for the session "
              "would reach other users",
          "use --rls transaction, or connect without the pooler"};
}

}  // namespace

Status check_session_stays(pg::Admin admin, const pg::Conninfo& conninfo, Nanos connect_timeout) {
  const Pid before = ask_pid(admin);
  if (!before) return tl::unexpected(before.error());
  auto other = pg::Admin::connect(conninfo, connect_timeout);
  if (!other) return tl::unexpected(other.error());

  // The other one takes a process and keeps it. Both may have to wait for one, so both do it on a thread.
  std::optional<pg::Admin> first(std::move(admin));
  auto held = std::async(std::launch::async, [&] { return other->query("BEGIN READ ONLY; SELECT pg_backend_pid()"); });
  if (held.wait_for(wait_max) != std::future_status::ready) {
    first.reset();  // it kept its only process from the other, so it has one for itself
    held.wait();
    return {};
  }
  if (auto done = held.get(); !done) return tl::unexpected(refused(purpose, done.error()));
  auto again = std::async(std::launch::async, [&] { return ask_pid(*first); });
  const bool waited = again.wait_for(wait_max) != std::future_status::ready;
  if (auto released = other->query("ROLLBACK"); !released && !waited)
    return tl::unexpected(refused(purpose, released.error()));
  const Pid after = again.get();
  if (!after) return tl::unexpected(after.error());
  if (*after != *before) return tl::unexpected(moved("pg_backend_pid() changed between two transactions"));
  if (waited && std::to_string(first->login_pid()) != *after)
    return tl::unexpected(moved("a connection had to wait for another one's transaction"));
  return {};
}

}  // namespace loadtest
