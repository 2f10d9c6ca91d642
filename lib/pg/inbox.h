#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "pg/login.h"
#include "pg/wake_up.h"

namespace loadtest::pg {

/// What has come for a desk: any thread puts it in until the desk closes it, the desk's event loop takes it out.
class Inbox {
 public:
  struct Mail {
    std::vector<Login> logins;
    std::vector<std::uint32_t> cancels_over;  // tickets
  };

  void put(Login);  // hangs up where it is closed
  void put_cancel_over(std::uint32_t ticket);
  Mail take();
  void close();
  bool closed();
  int fd() const { return wake_up_->fd(); }  // readable while there is something; until it is closed

 private:
  std::mutex mutex_;
  std::unique_ptr<WakeUp> wake_up_ = std::make_unique<WakeUp>();
  Mail mail_;
};

}  // namespace loadtest::pg
