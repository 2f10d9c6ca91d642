#include "target/chat_connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "target/chat_database.h"
#include "target/chat_query.h"

namespace loadtest::target {

namespace {

constexpr Nanos first_pause = std::chrono::milliseconds(100), longest_pause = std::chrono::seconds(2);

Nanos pause_after(std::uint32_t setbacks) {
  return setbacks == 0 ? Nanos(0) : std::min(longest_pause, first_pause * (1 << std::min(setbacks - 1, 5u)));
}

}  // namespace

ChatConnection::ChatConnection(ChatDatabase& database, std::uint32_t ticket)
    : database_(database), ticket_(ticket), pause_(database.poller()->io()) {}

void ChatConnection::dial() {
  pause_.expires_after(pause_after(setbacks_));
  pause_.async_wait([this](boost::system::error_code error) {
    if (!error && !database_.closed()) database_.desk().order({ticket_, Clock::now(), chat_query::preparation()});
  });
}

void ChatConnection::on_login(pg::Login login) {
  if (!login.handle || login.preparation_refused) {
    ++setbacks_;
    dial();
    return database_.login_failed(login.failure);
  }
  pg::Connection::Observer& self = *this;
  connection_.emplace(database_.poller(), std::move(login.handle), self);
  if (!connection_->ready()) return;  // one that is broken from the start tells so by itself
  database_.logged_in(*this, !std::exchange(was_there_, true));
}

void ChatConnection::start(const ChatQuestion& question, const std::string& claims, TimePoint now) {
  facts_ = {.session = question.session, .number = question.number};
  claims_.assign(claims);
  started_ = now;
  go(Step::begin);
}

void ChatConnection::go(Step step) {
  step_ = step;
  pg::Connection& connection = *connection_;
  switch (step) {
    case Step::begin:
      connection.run(chat_query::begin);
      break;
    case Step::identity: {
      const std::array<const char*, 1> parameters{claims_.c_str()};
      connection.run_prepared(chat_query::identity, parameters);
      break;
    }
    case Step::query:
      connection.run_prepared(chat_query::expenses, {});
      break;
    case Step::commit:
      connection.run(chat_query::commit);
      break;
    case Step::rollback:
      connection.run(chat_query::rollback);
      break;
    case Step::none:
      break;
  }
}

void ChatConnection::on_answer(const pg::Answer& answer) {
  if (!answer.ok) {
    facts_.known = false;
    if (step_ == Step::rollback) return hang_up();  // nobody knows what state it is in
    return connection_->transaction() == pg::Connection::Transaction::none ? finish() : go(Step::rollback);
  }
  switch (step_) {
    case Step::begin:
      return go(Step::identity);
    case Step::identity:
      return go(Step::query);
    case Step::query:
      facts_.rows = answer.rows;
      return go(Step::commit);
    case Step::commit:
      facts_.known = true;
      setbacks_ = 0;
      return finish();
    case Step::rollback:
      return finish();
    case Step::none:
      break;
  }
}

void ChatConnection::finish() {
  const ChatFacts facts = facts_;
  step_ = Step::none;
  database_.give_back(*this);  // it may begin with another question at once
  database_.answer(facts);
}

void ChatConnection::give_up(TimePoint started_before) {
  if (step_ != Step::none && started_ < started_before) hang_up();
}

void ChatConnection::close() {
  pause_.cancel();
  connection_.reset();
  step_ = Step::none;
}

void ChatConnection::on_broken(const std::string&) { hang_up(); }

void ChatConnection::hang_up() {
  connection_.reset();
  ++setbacks_;
  dial();
  if (std::exchange(step_, Step::none) == Step::none) return database_.lost(*this);
  facts_.known = false;
  database_.answer(facts_);
}

}  // namespace loadtest::target
