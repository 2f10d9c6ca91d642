#pragma once

#include <string_view>

namespace loadtest {

// What kinds of failures say of their cause. Codes that applications define for themselves are those that chat
// backends commonly use.

/// Who asks was refused: 401 and 403, and close codes of the same meaning.
bool refuses_who(std::string_view kind);
/// Somebody asked too often.
bool refuses_rate(std::string_view kind);
/// No room for one more: 503 and its like.
bool refuses_more(std::string_view kind);
/// The network or a server that did not come to its answer.
bool breaks_off(std::string_view kind);

}  // namespace loadtest
