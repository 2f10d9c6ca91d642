#include "wspp/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace loadtest::wspp {

namespace {

std::string last_reason() {
  const char* text = ERR_reason_error_string(ERR_peek_last_error());
  std::string reason = text != nullptr ? text : "unknown error";
  ERR_clear_error();
  return reason;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::make(const TlsOptions& options) {
  ERR_clear_error();
  SSL_CTX* native = SSL_CTX_new(TLS_client_method());
  if (native == nullptr) return fail(ErrorKind::internal, "cannot start TLS: " + last_reason());
  std::shared_ptr<TlsContext> context(new TlsContext(native, !options.insecure));

  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  // An idle connection holds no record buffers, and a write goes on from wherever the rest of it is kept.
  SSL_CTX_set_mode(native,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(native, 1);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(native, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_verify(native, options.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);

  if (options.ca_file.empty()) {
    if (!options.insecure) SSL_CTX_set_default_verify_paths(native);
  } else if (SSL_CTX_load_verify_file(native, options.ca_file.c_str()) != 1) {
    return fail(ErrorKind::usage, "cannot use the CA file \"" + options.ca_file + "\": " + last_reason(),
                "give a readable file with certificates in PEM format");
  }
  return context;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

}  // namespace loadtest::wspp
