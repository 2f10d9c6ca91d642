#include "workloads/db/pool.h"

#include <algorithm>
#include <utility>

#include "workloads/db/frame.h"
#include "workloads/db/postgrest.h"

namespace loadtest {

Pool::Pool(const DbRun& run, const ShardContext& shard, pg::Dialer& dialer, std::shared_ptr<net::Poller> poller,
           PoolTotals& totals, Deadlocks& deadlocks)
    : run_(run),
      shard_(shard),
      poller_(std::move(poller)),
      totals_(totals),
      deadlocks_(deadlocks),
      none_since_(Clock::now()),
      desk_(dialer.desk(poller_, *this)) {
  const std::uint64_t size = shard_.slot.share(run_.settings.pool_size);
  totals_.sizes.push_back(static_cast<std::uint32_t>(size));
  totals_.slow.emplace_back(run_.settings.mix);
  deadlocks_.join(*this, shard_.io);
  free_.reserve(size);
  untried_ = size;
  for (std::uint32_t i = 0; i < size; ++i) connections_.emplace_back(*this, i).dial();
  dead_ = size == 0;
}

Pool::~Pool() {
  deadlocks_.leave(*this);
  for (const PooledConnection& connection : connections_) totals_.never_made += connection.was_connected() ? 0 : 1;
  if (totals_.never_made > 0 && last_failed_) totals_.why_never = shard_.errors.name(last_failure_);
}

pg::Preparation Pool::preparation(std::uint32_t index) const {
  pg::Preparation wanted;
  const Inspection& known = run_.inspection;
  if (run_.settings.rls == Rls::session) wanted.commands.push_back(known.session_sql[user_of(index)]);
  if (run_.read_only_frames && !wanted.commands.empty()) {
    wanted.commands.insert(wanted.commands.begin(), "BEGIN READ ONLY");
    wanted.commands.emplace_back("COMMIT");
  }
  if (run_.settings.as_postgrest) wanted.commands = postgrest::greeting();
  if (!prepares()) return wanted;
  wanted.statements = Frame::to_prepare(run_);
  for (const QueryMix::Entry& entry : run_.settings.mix.entries) {
    for (const Step& step : entry.statement->steps) wanted.statements.emplace_back(step.name, step.sql);
  }
  return wanted;
}

std::size_t Pool::user_of(std::uint32_t index) const {
  if (run_.settings.rls != Rls::session) return Query::any_user;
  return shard_.slot.global(index) % run_.inspection.session_sql.size();
}

const std::string* Pool::waited_in(int process, TimePoint now) const {
  const auto found = std::find_if(connections_.begin(), connections_.end(),
                                  [&](const PooledConnection& connection) { return connection.process() == process; });
  return found == connections_.end() ? nullptr : found->waited_in(now);
}

void Pool::join(PoolUser& user) {
  user.place_ = users_.size();
  users_.push_back(&user);
}

void Pool::leave(PoolUser& user) {
  withdraw(user);
  if (user.place_ == PoolUser::nowhere) return;
  users_.back()->place_ = user.place_;
  users_[user.place_] = users_.back();
  users_.pop_back();
  user.place_ = PoolUser::nowhere;
}

PooledConnection* Pool::take() {
  if (free_.empty()) return nullptr;
  PooledConnection* connection = free_.back();
  free_.pop_back();
  return connection;
}

void Pool::wait(PoolUser& user) {
  user.queued_ = true;
  user.next_ = nullptr;
  user.previous_ = last_;
  (last_ ? last_->next_ : first_) = &user;
  last_ = &user;
}

void Pool::withdraw(PoolUser& user) {
  if (!std::exchange(user.queued_, false)) return;
  (user.previous_ ? user.previous_->next_ : first_) = user.next_;
  (user.next_ ? user.next_->previous_ : last_) = user.previous_;
}

void Pool::give_back(PooledConnection& connection, TimePoint now) {
  if (first_ == nullptr) return free_.push_back(&connection);
  PoolUser& user = *first_;
  withdraw(user);
  user.on_acquired(connection, now);
}

void Pool::on_login(pg::Login login) { connections_[login.ticket].on_login(std::move(login)); }

// One that is broken from the start tells so by itself.
void Pool::connected(PooledConnection& connection, bool first, bool usable) {
  const bool was_ready = ready();
  ++live_;
  if (first) --untried_;
  if (usable) give_back(connection, Clock::now());
  if (!was_ready && ready()) tell_ready();
}

void Pool::login_failed(bool first, ErrorId kind) {
  const bool was_ready = ready();
  last_failure_ = kind;
  last_failed_ = true;
  if (first) --untried_;
  if (!was_ready && ready()) tell_ready();
  if (live_ > 0 || dead_ || Clock::now() - none_since_ < run_.settings.connect_timeout) return;
  dead_ = true;
  if (const auto call = std::exchange(when_ready_, nullptr)) call();
  for (PoolUser* user : std::vector<PoolUser*>(users_)) user->on_pool_dead(kind);
}

void Pool::when_ready(std::function<void()> call) {
  if (ready() || dead_) return call();
  when_ready_ = std::move(call);
}

void Pool::tell_ready() {
  if (const auto call = std::exchange(when_ready_, nullptr)) call();
  for (PoolUser* user : std::vector<PoolUser*>(users_)) user->on_pool_ready();
}

void Pool::lost(PooledConnection& connection, const std::string& kind, bool was_free) {
  if (was_free) std::erase(free_, &connection);
  ++totals_.lost[kind];
  if (--live_ == 0) none_since_ = Clock::now();
}

}  // namespace loadtest
