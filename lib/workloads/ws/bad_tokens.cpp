#include "workloads/ws/bad_tokens.h"

namespace loadtest {

BadTokens::Flaw BadTokens::flaw_of(std::uint64_t user, const Tokens& tokens) const {
  return tokens.mint() != nullptr && users_.count(user) % 2 == 0 ? Flaw::expired : Flaw::forged;
}

Secret BadTokens::token_of(std::uint64_t user, const Tokens& tokens, Tokens::SystemTime now) const {
  if (flaw_of(user, tokens) == Flaw::expired) return Secret(tokens.mint()->mint_expired(user, now));
  return Secret(forged(tokens.token_of(user, now).reveal()));
}

std::string forged(std::string token) {
  const auto dot = token.rfind('.');
  const std::size_t from = dot == std::string::npos ? 0 : dot + 1;
  // Its first character stands for six whole bits; the last one's lowest may mean nothing.
  if (from < token.size()) token[from] = token[from] == 'A' ? 'B' : 'A';
  return token;
}

}  // namespace loadtest
