#include "findings/failure_kinds.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace loadtest {

namespace {

template <std::size_t n>
bool is_one_of(std::string_view kind, const std::array<std::string_view, n>& kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

bool refuses_who(std::string_view kind) {
  return is_one_of<6>(kind, {"close 4001", "close 4003", "close 3000", "close 3003", "upgrade 401", "upgrade 403"});
}

bool refuses_rate(std::string_view kind) {
  if (is_one_of<4>(kind, {"close 4008", "close 4029", "upgrade 429", "429"})) return true;
  std::string plain;
  for (const char c : kind) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return plain.find("ratelimit") != std::string::npos || plain.find("toomany") != std::string::npos ||
         plain.find("throttl") != std::string::npos;
}

bool refuses_more(std::string_view kind) {
  return is_one_of<6>(kind, {"close 1013", "close 1008", "upgrade 500", "upgrade 503", "upgrade 502", "proxy 503"});
}

bool breaks_off(std::string_view kind) {
  return is_one_of<11>(kind, {"refused", "reset", "eof", "timeout", "connect timeout", "unreachable", "socket error",
                              "upgrade invalid", "tls handshake", "upgrade 504", "proxy eof"});
}

}  // namespace loadtest
