#include "support/fake_workload/fake_workload.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <stdexcept>

#include "workloads/catalog.h"

namespace loadtest {

namespace {

class FakeSession final : public Session {
 public:
  FakeSession(FakeTarget& target, ShardContext shard, std::uint64_t user)
      : target_(target), shard_(shard), user_(user), timer_(shard.io) {}
  ~FakeSession() override { ++target_.destroyed; }

  std::size_t capacity() const override {
    if (!open_) return 0;
    const std::size_t taken = flights_.size() + (target_.correlates ? 0 : abandoned_.size());
    return taken >= target_.capacity || (!target_.correlates && !abandoned_.empty()) ? 0 : target_.capacity - taken;
  }

  void open(SessionObserver& observer, TimePoint intended) override {
    observer_ = &observer;
    target_.see_opening(user_, intended);
    const TimePoint sent = Clock::now();
    later(timer_, target_.connect_delay, [this, intended, sent] {
      const bool refused = target_.refuses(user_);
      open_ = !refused;
      if (open_) ++target_.opened;
      observer_->on_opened({intended, sent, Clock::now(), 0, refused ? Outcome::failed : Outcome::ok,
                            refused ? shard_.errors.intern("refused") : ErrorId{0}, 0, 0});
      if (refused) return closed();
      if (target_.lost_after > Nanos(0)) later(timer_, target_.lost_after, [this] { lose(); });
    });
  }

  void start(const StartOrder& order) override {
    ++target_.starts;
    target_.see({user_, order.number, order.operation, order.intended, order.sent});
    const std::uint64_t key =
        ++keys_;  // a StartId may come again while an earlier start of its name is still abandoned
    auto& flight =
        flights_.emplace(key, Flight{order, std::make_unique<boost::asio::steady_timer>(shard_.io)}).first->second;
    std::uint64_t most = target_.in_flight_max;
    while (most < flights_.size() && !target_.in_flight_max.compare_exchange_weak(most, flights_.size())) {
    }
    const FakeAnswer answer = target_.answer(user_, order.number);
    if (answer.never) return;
    later(*flight.timer, answer.after, [this, key, fails = answer.fails] { finish(key, fails); });
  }

  Abandoned abandon(StartId id, Outcome) override {
    for (auto flight = flights_.begin(); flight != flights_.end(); ++flight) {
      if (flight->second.order.id != id) continue;
      abandoned_.insert(flights_.extract(flight));
      break;
    }
    Abandoned known{.bytes_sent = 7, .answer_to_come = target_.answers_may_come_late};
    if (!target_.abandoned_kind.empty()) known.kind = shard_.errors.intern(target_.abandoned_kind);
    return known;
  }

  void close() noexcept override {
    closing_ = true;
    open_ = false;
    flights_.clear();
    abandoned_.clear();
    later(timer_, Nanos(0), [this] { closed(); });
  }

 private:
  struct Flight {
    StartOrder order;
    std::unique_ptr<boost::asio::steady_timer> timer;
  };

  template <class F>
  void later(boost::asio::steady_timer& timer, Nanos after, F what) {
    timer.expires_after(after);
    timer.async_wait([what, alive = std::weak_ptr(lifetime_)](const boost::system::error_code& error) {
      if (!error && !alive.expired()) what();
    });
  }

  void finish(std::uint64_t key, bool fails) {
    if (const auto late = abandoned_.find(key); late != abandoned_.end()) {
      const OperationId operation = late->second.order.operation;
      abandoned_.erase(late);
      ++target_.late;
      observer_->on_late(operation);
      return observer_->on_ready();
    }
    const auto found = flights_.find(key);
    if (found == flights_.end()) return;  // its timer had gone off when the session was closed
    const StartOrder order = found->second.order;
    flights_.erase(found);
    const TimePoint now = Clock::now();
    if (target_.emits_events)
      shard_.events.on_event({order.sent, order.sent, now, 2, Outcome::ok, 0, 0, 0}, order.intended);
    observer_->on_done(order.id,
                       {order.intended, order.sent, now, order.operation, fails ? Outcome::failed : Outcome::ok,
                        fails ? shard_.errors.intern("told no") : ErrorId{0}, 7, 9});
  }

  void lose() {
    if (closing_) return;
    open_ = false;
    const ErrorId kind = shard_.errors.intern("gone");
    for (auto flights = std::move(flights_); auto& [key, flight] : flights) {
      const StartOrder& order = flight.order;
      observer_->on_done(order.id,
                         {order.intended, order.sent, Clock::now(), order.operation, Outcome::failed, kind, 7, 0});
    }
    observer_->on_lost(kind);
    closed();
  }

  void closed() {
    ++target_.closed;
    observer_->on_closed();
  }

  FakeTarget& target_;
  ShardContext shard_;
  std::uint64_t user_;
  SessionObserver* observer_ = nullptr;
  boost::asio::steady_timer timer_;
  std::shared_ptr<char> lifetime_ = std::make_shared<char>();
  std::map<std::uint64_t, Flight> flights_, abandoned_;
  std::uint64_t keys_ = 0;
  bool open_ = false, closing_ = false;
};

class FakeFactory final : public SessionFactory {
 public:
  FakeFactory(FakeTarget& target, ShardContext shard) : target_(target), shard_(shard), timer_(shard.io) {}
  void when_ready(const std::function<void()>& done) override {
    timer_.expires_after(target_.ready_after);
    timer_.async_wait([done](const boost::system::error_code& error) {
      if (!error) done();
    });
  }
  std::unique_ptr<Session> make_session(std::uint64_t user_id) override {
    return std::make_unique<FakeSession>(target_, shard_, user_id);
  }

 private:
  FakeTarget& target_;
  ShardContext shard_;
  boost::asio::steady_timer timer_;
};

std::unique_ptr<Workload> create(const WorkloadRequest&) {
  static FakeTarget target;
  return std::make_unique<FakeWorkload>(target);
}

}  // namespace

std::unique_ptr<SessionFactory> FakeWorkload::attach(ShardContext shard) {
  if (target_.attach_fails) throw std::runtime_error("no descriptors");
  return std::make_unique<FakeFactory>(target_, shard);
}

extern const WorkloadType fake_workload;
const WorkloadType fake_workload{"fake", "a workload for tests", {}, create};

}  // namespace loadtest
