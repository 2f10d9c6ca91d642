#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/error.h"
#include "core/secret.h"
#include "target/target_config.h"

namespace loadtest::target {

/// The chat of the reference backend, in this process or in several others.
class ChatHost {
 public:
  using Done = std::function<void(Status)>;

  virtual ~ChatHost() = default;
  /// Takes its address; nobody is let in yet. Errors (target): it is in use or not ours.
  virtual Status listen() = 0;
  /// Each chat asks this database from here on, over so many connections in all. `connected` is called later and once,
  /// when they are there or could not be had. Errors (internal): not an address.
  virtual Status use_database(const Secret& address, std::uint32_t connections, Done connected) = 0;
  /// Lets users in; `opened` is called once, when all of it does.
  virtual void open(const Done& opened) = 0;
  virtual std::uint16_t port() const = 0;
  /// Accepts nobody from here on and closes all sockets with 1001; `done` is called when the last one is closed.
  virtual void shut_down(std::function<void()> done) = 0;
};

/// The chat's base URL.
std::string ws_url(const TargetConfig&, std::uint16_t port);

}  // namespace loadtest::target
