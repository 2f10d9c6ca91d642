#include "workloads/db/deadlocks.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>

#include "core/text.h"

namespace loadtest {

void Deadlocks::join(const DeadlockParty& party, boost::asio::io_context& io) {
  const std::scoped_lock lock(mutex_);
  members_.push_back({&party, &io});
}

void Deadlocks::leave(const DeadlockParty& party) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(members_, [&](const Member& one) { return one.party == &party; });
}

void Deadlocks::note(const DeadlockParty& party, int pid, const std::string& statement, const std::string& detail,
                     TimePoint now) {
  std::size_t index = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (notes_.size() >= notes_max) return;
    index = notes_.size();
    Note& note = notes_.emplace_back(Note{now, statement, escape_foreign(detail, 600), {}});
    for (const int process : deadlocked_processes(detail))
      if (process != pid) note.others.emplace_back(process, "");
    for (const Member& one : members_)
      if (one.party != &party) boost::asio::post(*one.io, [this, other = one.party, index] { ask(*other, index); });
  }
  ask(party, index);
}

void Deadlocks::ask(const DeadlockParty& party, std::size_t index) {
  const std::scoped_lock lock(mutex_);
  const bool there = std::any_of(members_.begin(), members_.end(), [&](const Member& m) { return m.party == &party; });
  if (!there || index >= notes_.size()) return;
  Note& note = notes_[index];
  for (auto& [pid, statement] : note.others)
    if (const std::string* name = statement.empty() ? party.waited_in(pid, note.at) : nullptr) statement = *name;
}

std::vector<int> deadlocked_processes(std::string_view detail) {
  constexpr std::string_view word = "rocess ";
  std::vector<int> processes;
  for (std::size_t at = detail.find(word); at != std::string_view::npos; at = detail.find(word, at)) {
    at += word.size();
    int pid = 0;
    std::from_chars(detail.data() + at, detail.data() + detail.size(), pid);
    if (pid > 0 && std::find(processes.begin(), processes.end(), pid) == processes.end()) processes.push_back(pid);
  }
  return processes;
}

}  // namespace loadtest
