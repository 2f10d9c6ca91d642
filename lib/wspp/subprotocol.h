#pragma once

#include <string>
#include <vector>

namespace loadtest::wspp {

/// Why a server's choice of a subprotocol (empty = none) ends the connection; empty where it does not. The standard
/// lets clients go on without one, but browsers give up, so users do.
std::string subprotocol_refusal(const std::vector<std::string>& offered, const std::string& chosen);

}  // namespace loadtest::wspp
