#pragma once

#include <openssl/evp.h>

#include <string>

namespace loadtest {

/// The Sec-WebSocket-Accept that answers an upgrade request (RFC 6455, section 4.2.2); empty where it has no key.
inline std::string accept_key(const std::string& head) {
  const std::string name = "Sec-WebSocket-Key: ";
  const std::size_t at = head.find(name);
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size();
  const std::string key = head.substr(from, head.find("\r\n", from) - from) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(key.data(), key.size(), digest, &size, EVP_sha1(), nullptr);
  unsigned char text[64];
  const int n = EVP_EncodeBlock(text, digest, static_cast<int>(size));
  return {reinterpret_cast<char*>(text), static_cast<std::size_t>(n)};
}

}  // namespace loadtest
