#include "workloads/ws/auth.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include "core/json_scan.h"
#include "core/text.h"
#include "jwt/base64url.h"

namespace loadtest {

namespace {

// What a token must still be good for when it is used: connecting takes time, and clocks differ.
constexpr auto margin_max = std::chrono::seconds(30);

}  // namespace

std::optional<std::string> jwt_subject(std::string_view token) {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto payload = jwt::base64url_decode(token.substr(first + 1, second - first - 1));
  if (!payload) return std::nullopt;
  const auto subject = json_field(*payload, "sub");
  if (!subject || subject->empty() || *subject == "null") return std::nullopt;
  return json_unescape(*subject);
}

Tokens::Tokens(std::vector<Secret> tokens) : tokens_(std::move(tokens)) {
  for (const Secret& token : tokens_) subjects_.push_back(jwt_subject(token.reveal()).value_or(""));
}

Tokens::Tokens(TokenMint mint) : mint_(std::make_shared<const TokenMint>(std::move(mint))) {}

Result<Tokens> Tokens::read(std::istream& in) {
  std::vector<Secret> tokens;
  for (std::string line; std::getline(in, line);) {
    const std::string_view token = without_blanks(line);
    if (token.empty()) continue;
    if (token.find_first_of(" \t") != std::string_view::npos)
      return fail(ErrorKind::usage, "a token has spaces in it", "one token a line");
    tokens.emplace_back(std::string(token));
  }
  if (in.bad()) return fail(ErrorKind::usage, "the tokens cannot be read to their end");
  if (tokens.empty()) return fail(ErrorKind::usage, "there is no token in it", "one token a line");
  return Tokens(std::move(tokens));
}

Result<Tokens> Tokens::read_file(const std::string& path) {
  if (path == "-") return read(std::cin);
  std::ifstream file(path);
  if (!file)
    return fail(ErrorKind::usage, "the file \"" + path + "\" cannot be read",
                "one token a line; - reads standard input");
  auto tokens = read(file);
  if (!tokens) tokens.error().message = "the file \"" + path + "\": " + tokens.error().message;
  return tokens;
}

bool Tokens::one_subject() const {
  return mint_ ? mint_->one_subject() : tokens_.size() == 1 && !subjects_.front().empty();
}

void Tokens::mint_ahead(ShardSlot segment, std::uint64_t users, SystemTime now) {
  if (!mint_ || !mint_->key().slow()) return;
  segment_ = segment;
  ahead_.assign(users, Secret());
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  const auto mint_part = [&](unsigned part) {
    for (std::uint64_t i = part; i < users; i += threads) ahead_[i] = Secret(mint_->mint(segment.global(i), now));
  };
  std::vector<std::thread> helpers;
  for (unsigned part = 1; part < threads; ++part) helpers.emplace_back(mint_part, part);
  mint_part(0);
  for (std::thread& helper : helpers) helper.join();
  const Nanos good_for = mint_->ttl() - std::min<Nanos>(margin_max, mint_->ttl() / 2);
  ahead_good_until_ = now + std::chrono::duration_cast<SystemTime::duration>(good_for);
}

Secret Tokens::token_of(std::uint64_t user, SystemTime now) const {
  if (!mint_) return tokens_.empty() ? Secret() : tokens_[user % tokens_.size()];
  const std::uint64_t number = user / segment_.count;
  if (now < ahead_good_until_ && number < ahead_.size()) return ahead_[number];
  return Secret(mint_->mint(user, now));
}

std::string Tokens::id_of(std::uint64_t user) const {
  if (mint_) return mint_->id_of(user);
  if (!tokens_.empty() && !subjects_[user % tokens_.size()].empty()) return subjects_[user % tokens_.size()];
  return "user-" + std::to_string(user);
}

}  // namespace loadtest
