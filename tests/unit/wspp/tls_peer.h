#pragma once

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>

#include "raw_peer.h"

namespace loadtest::wspp::testing {

/// A self-signed certificate for some subject alternative names ("DNS:localhost,IP:127.0.0.1"), and its file.
class Certificate {
 public:
  explicit Certificate(const std::string& names) : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), 3600);
    X509_set_version(certificate_, 2);
    X509_set_pubkey(certificate_, key_);
    X509_NAME* subject = X509_get_subject_name(certificate_);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(certificate_, subject);
    extend(NID_subject_alt_name, names);
    extend(NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate_, key_, EVP_sha256());

    file_ = (std::filesystem::temp_directory_path() / ("loadtest-ca-" + std::to_string(::getpid()) + "-" +
                                                       std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".pem"))
                .string();
    std::FILE* out = std::fopen(file_.c_str(), "w");
    PEM_write_X509(out, certificate_);
    std::fclose(out);
  }
  ~Certificate() {
    std::filesystem::remove(file_);
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  const std::string& file() const { return file_; }
  void give_to(SSL_CTX* context) const {
    SSL_CTX_use_certificate(context, certificate_);
    SSL_CTX_use_PrivateKey(context, key_);
  }

 private:
  void extend(int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(certificate_, extension, -1);
    X509_EXTENSION_free(extension);
  }
  EVP_PKEY* key_;
  X509* certificate_;
  std::string file_;
};

/// A TLS server for one connection that upgrades it and echoes the payload of unfragmented frames, blocking. Remembers
/// the name that the client asked for.
class TlsEcho {
 public:
  explicit TlsEcho(const Certificate& certificate)
      : context_(SSL_CTX_new(TLS_server_method())),
        peer_((certificate.give_to(context_), [this](RawSocket& s) { serve(s); })) {}
  ~TlsEcho() = default;
  std::uint16_t port() const { return peer_.port(); }
  const std::string& asked_for() const { return asked_for_; }

 private:
  static bool read_all(SSL* ssl, char* into, std::size_t size) {
    while (size > 0) {
      const int n = SSL_read(ssl, into, static_cast<int>(size));
      if (n <= 0) return false;
      into += n;
      size -= static_cast<std::size_t>(n);
    }
    return true;
  }

  static bool echo_frame(SSL* ssl) {
    unsigned char head[2];
    if (!read_all(ssl, reinterpret_cast<char*>(head), 2)) return false;
    std::size_t size = head[1] & 0x7f;
    std::string reply(1, static_cast<char>(head[0]));
    unsigned char longer[8];
    const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (!read_all(ssl, reinterpret_cast<char*>(longer), extra)) return false;
    if (extra != 0) size = 0;
    for (std::size_t i = 0; i < extra; ++i) size = size << 8 | longer[i];
    reply += static_cast<char>(head[1] & 0x7f);
    reply.append(reinterpret_cast<char*>(longer), extra);
    char mask[4];
    std::string payload(size, '\0');
    if (!read_all(ssl, mask, 4) || !read_all(ssl, payload.data(), size)) return false;
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
    reply += payload;
    return SSL_write(ssl, reply.data(), static_cast<int>(reply.size())) > 0 && (head[0] & 0x0f) != 8;
  }

  void serve(RawSocket& socket) {
    // OpenSSL's own writes raise it, in this thread; those of the library must not, so only this thread is spared.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    SSL* ssl = SSL_new(context_);
    SSL_set_fd(ssl, socket.fd());
    if (SSL_accept(ssl) == 1) {
      if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)) asked_for_ = name;
      std::string head;
      char c = 0;
      while (head.find("\r\n\r\n") == std::string::npos && SSL_read(ssl, &c, 1) == 1) head += c;
      const std::string answer =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
          accept_key(head) + "\r\n\r\n";
      if (!head.empty() && SSL_write(ssl, answer.data(), static_cast<int>(answer.size())) > 0) {
        while (echo_frame(ssl)) {
        }
      }
    }
    SSL_free(ssl);
    SSL_CTX_free(context_);
  }

  SSL_CTX* context_;
  std::string asked_for_;
  RawPeer peer_;
};

}  // namespace loadtest::wspp::testing
