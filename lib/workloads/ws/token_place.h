#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "wspp/client.h"

namespace loadtest {

/// Where a user's token goes when it connects: `--token-in`.
struct TokenPlace {
  enum class Where : std::uint8_t {
    path,         // wherever the dialogue's path has {token}, and nowhere where it has none
    query,        // a query parameter
    header,       // a header of the upgrade request
    subprotocol,  // among the subprotocols offered: browsers cannot send headers
    message,      // the dialogue's own first messages have {token}
  };
  Where where = Where::path;
  std::string name;  // of the parameter or header
  std::string form;  // of the header's value or the list of subprotocols, with {token}

  /// "query[:NAME]", "header[:NAME[: VALUE]]", "subprotocol[:LIST]" or "message"; VALUE and LIST have {token}.
  /// Errors (usage).
  static Result<TokenPlace> parse(std::string_view text);

  /// Whether a token may stand there: not every one can be a subprotocol's name.
  bool takes(std::string_view token) const;
  /// A dialogue's path without its place for a token, where that goes elsewhere.
  std::string path(std::string path) const;
  /// Puts it there, where that is not the path or a message.
  void put(const std::string& token, wspp::UpgradeRequest& request) const;
};

}  // namespace loadtest
