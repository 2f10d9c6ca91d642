#include "target/chat_processes.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "core/shard_slot.h"
#include "target/poll_until.h"

namespace loadtest::target {

namespace {

constexpr Nanos listen_timeout = std::chrono::seconds(10);

/// A packet; empty where the worker has ended.
std::string receive(int control) {
  std::array<char, 4096> packet;
  const ssize_t got = ::recv(control, packet.data(), packet.size(), 0);
  return {packet.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
}

void send(int control, const std::string& order) { ::send(control, order.data(), order.size(), MSG_NOSIGNAL); }

Status read_answer(const std::string& text) {
  if (text == worker_words::done) return {};
  return fail(ErrorKind::target, text.empty() ? "a process of the chat ended by itself" : text);
}

}  // namespace

ChatProcesses::ChatProcesses(boost::asio::io_context& io, SharedPort port, const std::vector<ChatWorker>& workers,
                             std::function<void(Error)> lost)
    : held_(std::move(port)), port_(held_->number()), lost_(std::move(lost)), living_(workers.size()) {
  for (const ChatWorker& worker : workers) members_.emplace_back(io, worker);
}

ChatProcesses::~ChatProcesses() {
  for (Member& member : members_) {
    if (member.pid > 0) ::kill(member.pid, SIGKILL);
    bury(member);
  }
}

Status ChatProcesses::listen() {
  const TimePoint now = Clock::now();
  for (Member& member : members_) {
    send(member.control.native_handle(),
         std::string(worker_words::listen) + " " + std::to_string(now.time_since_epoch().count()));
  }
  Status all;
  for (Member& member : members_) {
    const int control = member.control.native_handle();
    const bool answered = poll_until(control, now + listen_timeout);
    const Status one = answered ? read_answer(receive(control)) : fail(ErrorKind::target, "a process does not answer");
    if (all && !one) all = one;
  }
  held_.reset();
  for (Member& member : members_) wait_for(member);
  return all;
}

Status ChatProcesses::use_database(const Secret& address, std::uint32_t connections, Done connected) {
  ShardSlot slot{0, static_cast<unsigned>(members_.size())};
  wait_for_answers(std::move(connected));
  for (Member& member : members_) {
    const std::uint64_t its = std::max<std::uint64_t>(1, slot.share(connections));
    send(member.control.native_handle(),
         std::string(worker_words::database) + " " + std::to_string(its) + " " + address.reveal());
    ++slot.index;
  }
  return {};
}

void ChatProcesses::open(const Done& opened) {
  wait_for_answers(opened);
  for (Member& member : members_) send(member.control.native_handle(), std::string(worker_words::open));
}

void ChatProcesses::shut_down(std::function<void()> done) {
  done_ = nullptr;
  on_empty_ = std::move(done);
  // They see the end of what we say, and we still see theirs.
  for (Member& member : members_) ::shutdown(member.control.native_handle(), SHUT_WR);
  if (living_ == 0) boost::asio::post(members_.front().control.get_executor(), on_empty_);
}

void ChatProcesses::wait_for_answers(Done done) {
  done_ = std::move(done);
  answers_missing_ = members_.size();
}

void ChatProcesses::wait_for(Member& member) {
  member.control.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                            [this, &member](boost::system::error_code error) {
                              if (!error) on_packet(member);
                            });
}

void ChatProcesses::on_packet(Member& member) {
  const std::string text = receive(member.control.native_handle());
  if (text.empty()) {
    const std::string ending = bury(member);
    if (!on_empty_) lost_({ErrorKind::target, "a process of the chat ended by itself: " + ending, {}});
    if (--living_ == 0 && on_empty_) on_empty_();
    return;
  }
  const Status answer = read_answer(text);
  if (!answer || --answers_missing_ == 0) finish(answer);
  wait_for(member);
}

void ChatProcesses::finish(Status status) {
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(status));
}

/// How it ended.
std::string ChatProcesses::bury(Member& member) {
  boost::system::error_code ignored;
  member.control.close(ignored);
  int status = 0;
  const int pid = std::exchange(member.pid, -1);
  while (pid > 0 && ::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                             : "exit " + std::to_string(WEXITSTATUS(status));
}

}  // namespace loadtest::target
