#include "pg/inbox.h"

#include <utility>

namespace loadtest::pg {

void Inbox::put(Login login) {
  const std::lock_guard lock(mutex_);
  if (!wake_up_) return;
  mail_.logins.push_back(std::move(login));
  wake_up_->signal();
}

void Inbox::put_cancel_over(std::uint32_t ticket) {
  const std::lock_guard lock(mutex_);
  if (!wake_up_) return;
  mail_.cancels_over.push_back(ticket);
  wake_up_->signal();
}

Inbox::Mail Inbox::take() {
  const std::lock_guard lock(mutex_);
  wake_up_->clear();
  return std::exchange(mail_, {});
}

void Inbox::close() {
  Mail unread;  // goes after the lock: hanging up takes its time
  const std::lock_guard lock(mutex_);
  wake_up_.reset();
  std::swap(unread, mail_);
}

bool Inbox::closed() {
  const std::lock_guard lock(mutex_);
  return !wake_up_;
}

}  // namespace loadtest::pg
