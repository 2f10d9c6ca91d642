#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace loadtest::wspp {

enum class FrameKind : std::uint8_t { text, binary };

/// How a connection ended. `kind` is what failures are counted under: "refused", "unreachable", "connect timeout",
/// "no local port", "no descriptor", "socket error", "reset", "eof", "timeout", "tls certificate", "tls handshake",
/// "tls error", "tls certificate refused" (ours), "proxy 407", "proxy eof", "proxy invalid", "upgrade 403",
/// "upgrade invalid", "subprotocol refused" (none of those offered was chosen), "protocol error", "close 4001", "close
/// timeout" (ours was not answered) or "cancelled" (closed by us before it opened). `clean` = both sides exchanged
/// close frames. `reason` is the target's text, not yet made safe to show.
struct CloseInfo {
  std::string kind;
  std::uint16_t code = 0;  // of the close frame received, or 0
  std::string reason;
  bool clean = false;
};

/// Called on the shard's thread, never inside a call to the connection, and never after on_closed().
class ConnectionObserver {
 public:
  virtual void on_open() = 0;
  /// A whole data message; `received` = when the kernel had its last byte. The view ends with the call.
  virtual void on_message(std::string_view payload, FrameKind, TimePoint received) = 0;
  /// The last call. Also for a connection that never opened.
  virtual void on_closed(const CloseInfo&) = 0;

 protected:
  ~ConnectionObserver() = default;
};

/// When a client's connection had come how far; what was not reached, or is not part of it, is TimePoint().
struct OpeningTimes {
  TimePoint tcp{};       // connected, through the proxy as well where there is one
  TimePoint tls{};       // shaken hands
  TimePoint upgraded{};  // the upgrade's answer came
};

/// One WebSocket connection, client's or server's. Pings are answered by themselves.
class Connection {
 public:
  /// Sends a data message now, or as soon as the socket takes it. Returns the bytes of the frame on the wire
  /// (before TLS), 0 where the connection is not open.
  virtual std::uint32_t send(std::string_view payload, FrameKind) = 0;
  /// Starts the closing handshake; on_closed() comes when it is over, or after the close time-out (2 s).
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  /// Bytes that the socket did not take yet.
  virtual std::size_t unsent_bytes() const = 0;
  virtual OpeningTimes opening_times() const { return {}; }
  /// While a message is told: the bytes of its frame on the wire, before TLS.
  virtual std::uint32_t frame_bytes() const { return 0; }
  /// Hangs up at once, and ends all calls: of who holds it.
  virtual void abandon() = 0;

 protected:
  ~Connection() = default;
};

struct AbandonConnection {
  void operator()(Connection* connection) const { connection->abandon(); }
};

/// Who holds this has the connection; letting go of it hangs up.
using ConnectionPtr = std::unique_ptr<Connection, AbandonConnection>;

}  // namespace loadtest::wspp
