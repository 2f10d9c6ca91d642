#include "pg/dialer.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "pg/canceller.h"
#include "pg/inbox.h"
#include "pg/login_attempt.h"
#include "pg/signals.h"
#include "pg/wake_up.h"

namespace loadtest::pg {

namespace {

// Logins must not take a processor from the shards, which measure.
constexpr int niceness = 5;

void lower_priority() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), niceness); }

struct Job {
  std::shared_ptr<Inbox> inbox;
  LoginOrder order;
};

struct Attempt {
  Job job;
  LoginAttempt login;

  void deliver() {
    const LoginOrder& order = job.order;
    job.inbox->put({order.ticket, login.take(), login.kind(), login.preparation_refused(), order.intended, login.sent(),
                    login.done()});
  }
};

}  // namespace

struct Dialer::Impl {
  Impl(std::string text, Nanos limit, unsigned at_once)
      : conninfo(std::move(text)), timeout(limit), attempts_max(at_once), thread([this] { work(); }) {}
  ~Impl() {
    stopping = true;
    wake_up.signal();
    thread.join();
  }

  void add(Job job) {
    {
      const std::lock_guard lock(mutex);
      jobs.push_back(std::move(job));
    }
    wake_up.signal();
  }

  void work();
  void wait();
  void begin_attempts();
  void advance_attempts();

  const std::string conninfo;
  const Nanos timeout;
  const std::size_t attempts_max;
  Canceller canceller;
  WakeUp wake_up;
  std::atomic<bool> stopping = false;
  std::mutex mutex;
  std::deque<Job> jobs;
  // Of the thread alone:
  std::list<Attempt> attempts;
  std::vector<pollfd> polled;  // the wake-up, then the attempts in their order
  std::thread thread;          // last: it uses the others
};

void Dialer::Impl::work() {
  leave_signals_to_others();
  lower_priority();
  while (!stopping) {
    wait();
    begin_attempts();
  }
  attempts.clear();
}

void Dialer::Impl::wait() {
  polled.assign(1, {wake_up.fd(), POLLIN, 0});
  int wait_ms = -1;
  const TimePoint now = Clock::now();
  for (const Attempt& attempt : attempts) {
    // The socket may be another one after each step: the next host, the next address.
    polled.push_back({attempt.login.fd(), attempt.login.events(), 0});
    const int left_ms = attempt.login.wait_ms(now);
    wait_ms = wait_ms < 0 ? left_ms : std::min(wait_ms, left_ms);
  }
  ::poll(polled.data(), polled.size(), wait_ms);
  if (polled.front().revents != 0) wake_up.clear();
  advance_attempts();
}

void Dialer::Impl::advance_attempts() {
  std::size_t at = 1;
  for (auto attempt = attempts.begin(); attempt != attempts.end() && !stopping; ++at) {
    LoginAttempt& login = attempt->login;
    login.proceed(polled[at].revents);
    if (login.over()) attempt->deliver();
    attempt = login.over() || attempt->job.inbox->closed() ? attempts.erase(attempt) : std::next(attempt);
  }
}

void Dialer::Impl::begin_attempts() {
  while (attempts.size() < attempts_max && !stopping) {
    Job job;
    {
      const std::lock_guard lock(mutex);
      if (jobs.empty()) return;
      job = std::move(jobs.front());
      jobs.pop_front();
    }
    if (job.inbox->closed()) continue;
    const TimePoint now = Clock::now();
    Preparation preparation = std::move(job.order.preparation);
    Attempt attempt{std::move(job), {conninfo, std::move(preparation), now, now + timeout}};
    if (attempt.login.over()) {
      attempt.deliver();  // such as a socket that is not there
    } else {
      attempts.push_back(std::move(attempt));
    }
  }
}

namespace {

class InboxDesk final : public Dialer::Desk, private net::Pollable {
 public:
  using Ask = std::function<void(Job)>;

  InboxDesk(std::shared_ptr<net::Poller> poller, LoginReceiver& receiver, Ask ask, Canceller& canceller, WakeUp& dialer)
      : poller_(std::move(poller)), receiver_(receiver), ask_(std::move(ask)), canceller_(canceller), dialer_(dialer) {
    if (!poller_->add_level(inbox_->fd(), *this)) throw std::system_error(errno, std::generic_category(), "epoll");
  }
  ~InboxDesk() override {
    if (gone_ != nullptr) *gone_ = true;
    poller_->remove(*this);
    inbox_->close();
    dialer_.signal();  // it hangs up what is under way for us
  }

  void order(LoginOrder order) override { ask_({inbox_, std::move(order)}); }
  void cancel(std::uint32_t ticket, CancelHandle handle) override {
    canceller_.cancel(std::move(handle), [inbox = inbox_, ticket] { inbox->put_cancel_over(ticket); });
  }

 private:
  void on_ready(std::uint32_t) override {
    bool gone = false;
    gone_ = &gone;
    Inbox::Mail mail = inbox_->take();
    for (Login& login : mail.logins) {
      receiver_.on_login(std::move(login));
      if (gone) return;  // the receiver let go of us
    }
    for (const std::uint32_t ticket : mail.cancels_over) {
      receiver_.on_cancel_over(ticket);
      if (gone) return;
    }
    gone_ = nullptr;
  }

  std::shared_ptr<net::Poller> poller_;
  LoginReceiver& receiver_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  Ask ask_;
  Canceller& canceller_;
  WakeUp& dialer_;
  bool* gone_ = nullptr;
};

}  // namespace

Dialer::Dialer(std::string conninfo, Nanos timeout, unsigned at_once)
    : impl_(std::make_unique<Impl>(std::move(conninfo), timeout, at_once)) {}

Dialer::~Dialer() = default;

std::unique_ptr<Dialer::Desk> Dialer::desk(std::shared_ptr<net::Poller> poller, LoginReceiver& receiver) {
  return std::make_unique<InboxDesk>(
      std::move(poller), receiver, [this](Job job) { impl_->add(std::move(job)); }, impl_->canceller, impl_->wake_up);
}

}  // namespace loadtest::pg
