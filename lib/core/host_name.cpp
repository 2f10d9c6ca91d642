#include "core/host_name.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace loadtest {
namespace {

std::string text_of(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, address, text.data(), text.size()) != nullptr ? text.data() : "";
}

// The one spelling of an address: 127.1 and ::ffff:127.0.0.1 are 127.0.0.1.
std::optional<std::string> usual_address(const std::string& host) {
  in_addr four{};
  if (::inet_aton(host.c_str(), &four) != 0) return text_of(AF_INET, &four);
  in6_addr six{};
  const std::size_t zone = std::min(host.find('%'), host.size());
  if (::inet_pton(AF_INET6, host.substr(0, zone).c_str(), &six) != 1) return std::nullopt;
  if (IN6_IS_ADDR_V4MAPPED(&six)) return text_of(AF_INET, &six.s6_addr[12]);
  return text_of(AF_INET6, &six) + host.substr(zone);
}

bool is_localhost(std::string_view plain) { return plain == "localhost" || plain.ends_with(".localhost"); }

}  // namespace

std::string plain_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  while (host.ends_with('.')) host.remove_suffix(1);
  std::string plain(host);
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return usual_address(plain).value_or(plain);
}

bool is_ip_address(std::string_view plain) { return usual_address(std::string(plain)).has_value(); }

bool could_be_host(std::string_view plain) {
  const auto fits = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte >= 0x80 || c == '.' || c == '-' || c == '_';
  };
  return !plain.empty() && (is_ip_address(plain) || std::all_of(plain.begin(), plain.end(), fits));
}

std::vector<std::string_view> host_words(std::string_view plain) {
  std::vector<std::string_view> words;
  if (is_ip_address(plain) || is_localhost(plain)) return words;
  while (!plain.empty()) {
    const std::size_t end = std::min(plain.find_first_of(".-_"), plain.size());
    if (end > 0) words.push_back(plain.substr(0, end));
    plain.remove_prefix(std::min(end + 1, plain.size()));
  }
  return words;
}

bool has_host_word(std::string_view plain, std::string_view word) {
  const std::vector<std::string_view> words = host_words(plain);
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace loadtest
