#include "workloads/ws/bad_token_knock.h"

#include <utility>

#include "workloads/ws/ws_factory.h"

namespace loadtest {

namespace {

constexpr auto watched_after_upgrade = std::chrono::seconds(2);  // where no greeting tells who was let in
constexpr std::uint16_t goodbye = 1000;

}  // namespace

bool is_refusal(const wspp::CloseInfo& info) {
  // Policy violation, IANA's "unauthorized" and "forbidden", and what applications define for themselves.
  const bool by_close = info.code == 1008 || info.code == 3000 || info.code == 3003 || info.code / 1000 == 4;
  return by_close || info.kind == "upgrade 401" || info.kind == "upgrade 403";
}

BadTokenKnock::BadTokenKnock(WsFactory& factory, std::uint64_t user, TimePoint intended)
    : factory_(factory),
      flaw_(factory.bad_tokens().flaw_of(user, factory.tokens())),
      intended_(intended),
      sent_(Clock::now()),
      user_(user),
      token_(factory.bad_token_of(user)),
      timer_(factory.io()) {
  connection_ = factory.connect_badly(*this, user, token_);
  wait(factory.connect_timeout(), false);
}

void BadTokenKnock::wait(Nanos time, bool then_let_in) {
  timer_.expires_after(time);
  timer_.async_wait([this, then_let_in, alive = std::weak_ptr(lifetime_)](const boost::system::error_code& cut_short) {
    if (cut_short || alive.expired() || decided_ || Clock::now() < timer_.expiry()) return;
    if (then_let_in) return let_in(Clock::now());
    decide(Clock::now(), reached() ? Outcome::failed : Outcome::cancelled, "connect timeout");
    connection_.reset();
  });
}

// Whether it came so far that the backend could say no.
bool BadTokenKnock::reached() const {
  const wspp::OpeningTimes times = connection_->opening_times();
  return (factory_.over_tls() ? times.tls : times.tcp) != TimePoint();
}

void BadTokenKnock::on_open() {
  if (decided_) return;
  const std::string name = factory_.name_of(user_);
  factory_.send_all(factory_.dialogue().on_upgrade, {user_, name, token_.reveal(), 0}, *connection_);
  if (!factory_.dialogue().greets) wait(watched_after_upgrade, true);
}

void BadTokenKnock::on_message(std::string_view payload, wspp::FrameKind frame, TimePoint received) {
  const Role role = factory_.dialogue().match(payload, frame).role;
  if (role == Role::greeting && !decided_) return let_in(received);
  if (role != Role::error || decided_) return;
  // Said no, as it would to a user; some keep the connection open after that.
  decide(received, Outcome::ok, "");
  connection_->close(goodbye, "");
}

void BadTokenKnock::let_in(TimePoint at) {
  decide(at, Outcome::failed, flaw_ == BadTokens::Flaw::expired ? "let in: expired token" : "let in: forged token");
  connection_->close(goodbye, "");
}

void BadTokenKnock::on_closed(const wspp::CloseInfo& info) {
  const Outcome outcome = is_refusal(info) ? Outcome::ok : reached() ? Outcome::failed : Outcome::cancelled;
  decide(Clock::now(), outcome, info.kind);
  connection_.reset();
}

void BadTokenKnock::give_up(TimePoint now) {
  decide(now, Outcome::cancelled, "");
  if (connection_) connection_->close(goodbye, "");
}

void BadTokenKnock::decide(TimePoint at, Outcome outcome, std::string_view kind) {
  if (std::exchange(decided_, true)) return;
  timer_.cancel();
  const ErrorId error = outcome == Outcome::failed ? factory_.errors().intern(kind) : ErrorId(0);
  factory_.events().on_event({intended_, sent_, at, factory_.beside().bad_token, outcome, error}, intended_);
}

}  // namespace loadtest
