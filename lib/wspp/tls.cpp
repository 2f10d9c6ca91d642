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

// Without it OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void* asked) {
  if (asked != nullptr) *static_cast<bool*>(asked) = true;
  return -1;
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
  if (options.cert_file.empty()) return context;
  const std::string& key_file = options.key_file.empty() ? options.cert_file : options.key_file;
  if (const auto shown = context->show_certificate(options.cert_file, key_file); !shown)
    return tl::unexpected(shown.error());
  return context;
}

Status TlsContext::show_certificate(const std::string& cert_file, const std::string& key_file) {
  if (SSL_CTX_use_certificate_chain_file(context_, cert_file.c_str()) != 1) {
    return fail(ErrorKind::usage, "cannot use the certificate \"" + cert_file + "\": " + last_reason(),
                "give a readable file with the certificate and its chain in PEM format");
  }
  bool encrypted = false;
  SSL_CTX_set_default_passwd_cb(context_, no_passphrase);
  SSL_CTX_set_default_passwd_cb_userdata(context_, &encrypted);
  const bool key_read = SSL_CTX_use_PrivateKey_file(context_, key_file.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context_, nullptr);
  if (encrypted) {
    ERR_clear_error();
    return fail(ErrorKind::usage, "the private key \"" + key_file + "\" is encrypted",
                "openssl pkey -in FILE writes it without a password");
  }
  if (!key_read || SSL_CTX_check_private_key(context_) != 1) {
    return fail(ErrorKind::usage, "cannot use the private key \"" + key_file + "\": " + last_reason(),
                "give the key of that certificate in PEM format (--key, where it is not in the certificate's file)");
  }
  return {};
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

}  // namespace loadtest::wspp
