#include "http/name_lookup.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <system_error>
#include <thread>

namespace loadtest {

void NameLookup::ask(const std::shared_ptr<Answer>& answer, const std::string& host) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  const int failed = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  std::vector<std::string> addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
      addresses.emplace_back(text);
  }
  if (found != nullptr) freeaddrinfo(found);
  const std::lock_guard lock(answer->mutex);
  answer->addresses = std::move(addresses);
  answer->failure = failed == 0 ? "" : gai_strerror(failed);
  answer->asking = false;
  answer->answered = true;
  answer->changed.notify_all();
}

Result<std::vector<std::string>> NameLookup::wait_until(TimePoint until) {
  std::unique_lock lock(answer_->mutex);
  if (answer_->addresses.empty() && !answer_->asking) {
    answer_->asking = true;
    answer_->answered = false;
    try {
      std::thread([answer = answer_, host = host_] { ask(answer, host); }).detach();
    } catch (const std::system_error& error) {
      answer_->asking = false;
      return fail(ErrorKind::target, std::string("looking up the name needs a thread: ") + error.what());
    }
  }
  while (answer_->asking) {
    const TimePoint end = std::min(until, answer_->end);
    if (Clock::now() >= end) break;
    answer_->changed.wait_until(lock, end);
  }
  if (!answer_->addresses.empty()) return answer_->addresses;
  return fail(ErrorKind::target, answer_->answered ? "the name does not resolve: " + answer_->failure
                                                   : "looking up the name took too long");
}

void NameLookup::end_by(TimePoint end) {
  const std::lock_guard lock(answer_->mutex);
  answer_->end = std::min(answer_->end, end);
  answer_->changed.notify_all();
}

}  // namespace loadtest
