#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/error.h"

typedef struct ssl_ctx_st SSL_CTX;

namespace loadtest::wspp {

struct TlsOptions {
  std::string ca_file{};    // empty = the system's store
  bool insecure = false;    // neither certificate nor host name is checked
  std::string cert_file{};  // our certificate, its chain behind it (PEM); empty = none is shown
  std::string key_file{};   // its private key; empty = in cert_file
};

/// What all TLS connections of a client share. Errors (usage): a file that cannot be read or does not hold what it
/// should, or a key that is not the certificate's.
class TlsContext {
 public:
  static Result<std::shared_ptr<TlsContext>> make(const TlsOptions&);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  SSL_CTX* native() const { return context_; }
  bool verifies() const { return verifies_; }

 private:
  Status show_certificate(const std::string& cert_file, const std::string& key_file);
  TlsContext(SSL_CTX* context, bool verifies) : context_(context), verifies_(verifies) {}
  SSL_CTX* context_;
  bool verifies_;
};

}  // namespace loadtest::wspp
