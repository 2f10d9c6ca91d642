#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// A host's name as names are compared: lower case, no dot at its end; an address in its usual spelling.
std::string plain_host(std::string_view host);

/// The words between ".", "-" and "_" of a plain host's name. An address has none, nor has this machine (localhost).
std::vector<std::string_view> host_words(std::string_view plain);

/// Whether that is a word of the name.
bool has_host_word(std::string_view plain, std::string_view word);

/// Whether a host could have this name, as far as its characters tell: no port, path, user or wildcard.
bool could_be_host(std::string_view plain);

/// An IPv4 or IPv6 address, in a spelling that getaddrinfo() takes for one.
bool is_ip_address(std::string_view plain);

}  // namespace loadtest
