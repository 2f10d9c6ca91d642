#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "wspp/socket.h"
#include "wspp/tls.h"

typedef struct ssl_st SSL;

namespace loadtest::wspp {

/// How a TLS handshake failed: `kind` is "tls certificate", "tls certificate refused" (ours) or "tls handshake".
struct TlsFailure {
  std::string kind;
  std::string reason;
};

/// The client's end of TLS on one socket: OpenSSL reads and writes the descriptor through Socket, so that kernel
/// timestamps are kept, and holds no buffers while nothing happens.
class TlsSession {
 public:
  /// Null where OpenSSL is out of memory.
  static std::unique_ptr<TlsSession> make(const TlsContext& context, const std::string& host, Socket& socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// done, again, or failed with `failure` filled in.
  IoResult handshake(TlsFailure& failure);
  IoResult read(char* into, std::size_t size);
  IoResult write(const char* from, std::size_t size);
  /// Says goodbye, as far as the socket takes it.
  void shutdown();

 private:
  friend struct TlsBio;
  TlsSession(SSL* ssl, Socket& socket, bool verifies) : ssl_(ssl), socket_(socket), verifies_(verifies) {}
  IoResult outcome(int returned);

  SSL* ssl_;
  Socket& socket_;
  bool verifies_;
  bool established_ = false;
  IoResult last_{};  // of the socket
};

}  // namespace loadtest::wspp
