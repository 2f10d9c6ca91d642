#include "wspp/subprotocol.h"

#include <algorithm>

namespace loadtest::wspp {

std::string subprotocol_refusal(const std::vector<std::string>& offered, const std::string& chosen) {
  if (chosen.empty()) return offered.empty() ? "" : "the server chose none of the subprotocols";
  if (std::find(offered.begin(), offered.end(), chosen) != offered.end()) return "";
  return "the server chose the subprotocol \"" + chosen + "\", which was not offered";
}

}  // namespace loadtest::wspp
