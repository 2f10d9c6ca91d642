#include "wspp/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstring>

namespace loadtest::wspp {

namespace {

// What servers say to a client whose certificate they do not like, or who has none.
bool our_certificate_refused(unsigned long error) {
  switch (ERR_GET_REASON(error)) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_NO_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// The callbacks of our BIO: Socket as OpenSSL wants to see it.
struct TlsBio {
  static int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    TlsSession& session = of(bio);
    session.last_ = session.socket_.read(into, static_cast<std::size_t>(size));
    if (session.last_.kind == IoResult::Kind::done) return static_cast<int>(session.last_.bytes);
    if (session.last_.kind == IoResult::Kind::again) BIO_set_retry_read(bio);
    return session.last_.kind == IoResult::Kind::end ? 0 : -1;
  }

  static int write(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    TlsSession& session = of(bio);
    const iovec part{const_cast<char*>(from), static_cast<std::size_t>(size)};
    session.last_ = session.socket_.write(&part, 1);
    if (session.last_.kind == IoResult::Kind::done) return static_cast<int>(session.last_.bytes);
    if (session.last_.kind == IoResult::Kind::again) BIO_set_retry_write(bio);
    return -1;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "loadtest socket");
      BIO_meth_set_read(m, read);
      BIO_meth_set_write(m, write);
      BIO_meth_set_ctrl(m, control);
      return m;
    }();
    return made;
  }

  static TlsSession& of(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }
};

std::unique_ptr<TlsSession> TlsSession::make(const TlsContext& context, const std::string& host, Socket& socket) {
  SSL* ssl = SSL_new(context.native());
  if (ssl == nullptr) return nullptr;
  std::unique_ptr<TlsSession> session(new TlsSession(ssl, socket, context.verifies()));
  BIO* bio = BIO_new(TlsBio::method());
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, session.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  SSL_set_connect_state(ssl);

  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  if (not_an_address) {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
  } else {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  }
  return session;
}

TlsSession::~TlsSession() { SSL_free(ssl_); }

IoResult TlsSession::handshake(TlsFailure& failure) {
  ERR_clear_error();
  const int returned = SSL_do_handshake(ssl_);
  if (returned == 1) {
    established_ = true;
    return {IoResult::Kind::done, 0, 0};
  }
  const int error = SSL_get_error(ssl_, returned);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return {};
  const long verdict = SSL_get_verify_result(ssl_);
  if (verifies_ && verdict != X509_V_OK) {
    failure = {"tls certificate", X509_verify_cert_error_string(verdict)};
  } else if (last_.kind == IoResult::Kind::end) {
    failure = {"tls handshake", "the peer hung up"};
  } else if (last_.kind == IoResult::Kind::failed) {
    failure = {"tls handshake", std::strerror(last_.error)};
  } else {
    const char* text = ERR_reason_error_string(ERR_peek_error());
    const bool refused = our_certificate_refused(ERR_peek_error());
    failure = {refused ? "tls certificate refused" : "tls handshake", text != nullptr ? text : "failed"};
  }
  ERR_clear_error();
  return {IoResult::Kind::failed, 0, EPROTO};
}

IoResult TlsSession::read(char* into, std::size_t size) {
  if (socket_.drained() && SSL_has_pending(ssl_) == 0) {
    // OpenSSL would take a buffer only to see that. And it keeps another one, until the next write, where it read a
    // session ticket.
    SSL_free_buffers(ssl_);
    return {};
  }
  ERR_clear_error();
  return outcome(SSL_read(ssl_, into, static_cast<int>(size)));
}

IoResult TlsSession::write(const char* from, std::size_t size) {
  ERR_clear_error();
  constexpr std::size_t once_max = 1 << 20;
  return outcome(SSL_write(ssl_, from, static_cast<int>(std::min(size, once_max))));
}

IoResult TlsSession::outcome(int returned) {
  if (returned > 0) return {IoResult::Kind::done, static_cast<std::size_t>(returned), 0};
  switch (SSL_get_error(ssl_, returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {};
    case SSL_ERROR_ZERO_RETURN:
      return {IoResult::Kind::end, 0, 0};
    default:
      break;
  }
  established_ = false;  // after a fatal error OpenSSL must not be asked to shut down
  // With TLS 1.3 a client has shaken hands before the server looks at its certificate.
  const bool refused = our_certificate_refused(ERR_peek_error());
  ERR_clear_error();
  if (refused) return {IoResult::Kind::failed, 0, EKEYREJECTED};
  if (last_.kind == IoResult::Kind::end || last_.kind == IoResult::Kind::failed) return last_;
  return {IoResult::Kind::failed, 0, EPROTO};
}

void TlsSession::shutdown() {
  if (!established_) return;
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

}  // namespace loadtest::wspp
