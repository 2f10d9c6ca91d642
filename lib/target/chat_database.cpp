#include "target/chat_database.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "pg/conninfo.h"
#include "pg/environment.h"

namespace loadtest::target {

namespace {

using namespace std::chrono_literals;

constexpr Nanos login_timeout = 10s, connect_timeout = 10s;
constexpr unsigned logins_at_once = 1;  // the server takes its processor time from this machine
// Longer than users wait, so that what they see is the database's slowness and not our limits. A statement is ended by
// the server, unless that stands still itself.
constexpr const char* server_options = "-c statement_timeout=30s";
constexpr Nanos line_timeout = 30s, silence_timeout = 35s, look_every = 1s;

}  // namespace

Result<std::unique_ptr<ChatDatabase>> ChatDatabase::open(boost::asio::io_context& io, const Secret& address,
                                                         std::uint32_t connections, TargetStats& stats,
                                                         Answered answered, Connected connected) {
  pg::forget_environment();  // the user's own defaults: another server, another service
  auto conninfo = pg::Conninfo::read(address.reveal(), {});
  if (!conninfo) return tl::unexpected(conninfo.error());
  conninfo->set("application_name", "loadtest target");
  conninfo->set("options", server_options);
  return std::unique_ptr<ChatDatabase>(
      new ChatDatabase(io, conninfo->text(), connections, stats, std::move(answered), std::move(connected)));
}

ChatDatabase::ChatDatabase(boost::asio::io_context& io, const std::string& conninfo, std::uint32_t connections,
                           TargetStats& stats, Answered answered, Connected connected)
    : stats_(stats),
      answered_(std::move(answered)),
      connected_(std::move(connected)),
      poller_(net::Poller::make(io)),
      patience_(io),
      missing_(connections),
      dialer_(conninfo, login_timeout, logins_at_once),
      desk_(dialer_.desk(poller_, *this)) {
  free_.reserve(connections);
  for (std::uint32_t ticket = 0; ticket < connections; ++ticket) connections_.emplace_back(*this, ticket).dial();
}

ChatDatabase::~ChatDatabase() = default;

void ChatDatabase::close() {
  desk_.reset();
  connected_ = nullptr;
  patience_.cancel();
  line_.clear();
  free_.clear();
  for (ChatConnection& connection : connections_) connection.close();
}

void ChatDatabase::logged_in(ChatConnection& connection, bool first) {
  give_back(connection);
  if (first && --missing_ == 0) tell_connected({});
}

void ChatDatabase::login_failed(const std::string& kind) {
  if (Clock::now() - began_ < connect_timeout) return;  // it is tried again
  tell_connected(fail(ErrorKind::target, "the chat cannot log in to its database: " + kind));
}

// Whoever is told may let go of us.
void ChatDatabase::tell_connected(Status status) {
  if (!connected_) return;
  boost::asio::post(poller_->io(), [call = std::exchange(connected_, nullptr), status] { call(status); });
}

void ChatDatabase::ask(ChatQuestion question) {
  ++stats_.queries_started;
  ++open_;
  watch();
  if (line_.size() >= line_max_) forget_gone();
  line_.push_back({std::move(question), Clock::now()});
  if (free_.empty()) return;
  ChatConnection& connection = *free_.back();
  free_.pop_back();
  give_back(connection);
}

// Users who went away leave their questions: so that a line in front of a database that stands still has a bound.
void ChatDatabase::forget_gone() {
  const std::size_t gone = std::erase_if(line_, [](const Waiting& one) { return one.question.claims.expired(); });
  open_ -= gone;
  stats_.queries_failed += gone;
  line_max_ = std::max(line_max_, 2 * line_.size());
}

void ChatDatabase::give_back(ChatConnection& connection) {
  while (!line_.empty()) {
    const Waiting next = std::move(line_.front());
    line_.pop_front();
    if (const auto claims = next.question.claims.lock()) return connection.start(next.question, *claims, Clock::now());
    --open_;
    ++stats_.queries_failed;  // its user is gone
  }
  free_.push_back(&connection);
}

void ChatDatabase::lost(ChatConnection& connection) { std::erase(free_, &connection); }

void ChatDatabase::answer(const ChatFacts& facts) {
  --open_;
  ++(facts.known ? stats_.queries_answered : stats_.queries_failed);
  stats_.rows_read += facts.known ? facts.rows : 0;
  answered_(facts, Clock::now());
}

void ChatDatabase::watch() {
  if (open_ == 0 || std::exchange(watching_, true)) return;
  patience_.expires_after(look_every);
  patience_.async_wait([this](boost::system::error_code error) {
    if (error || closed()) return;
    watching_ = false;
    give_up_overdue();
    watch();
  });
}

void ChatDatabase::give_up_overdue() {
  const TimePoint now = Clock::now();
  while (!line_.empty() && line_.front().asked < now - line_timeout) {
    const ChatQuestion question = std::move(line_.front().question);
    line_.pop_front();
    answer({.session = question.session, .number = question.number});
  }
  for (ChatConnection& connection : connections_) connection.give_up(now - silence_timeout);
}

}  // namespace loadtest::target
