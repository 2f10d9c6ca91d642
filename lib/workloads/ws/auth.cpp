#include "workloads/ws/auth.h"

#include <fstream>
#include <iostream>

#include "core/json_scan.h"
#include "core/text.h"

namespace loadtest {

namespace {

std::optional<std::string> base64url_decode(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '-') value = 62;
    if (c == '_') value = 63;
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 255);
    }
  }
  return bytes;
}

}  // namespace

std::optional<std::string> jwt_subject(std::string_view token) {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto payload = base64url_decode(token.substr(first + 1, second - first - 1));
  if (!payload) return std::nullopt;
  const auto subject = json_field(*payload, "sub");
  if (!subject || subject->empty() || *subject == "null") return std::nullopt;
  return json_unescape(*subject);
}

Tokens::Tokens(std::vector<Secret> tokens) : tokens_(std::move(tokens)) {
  for (const Secret& token : tokens_) subjects_.push_back(jwt_subject(token.reveal()).value_or(""));
}

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

const Secret& Tokens::token_of(std::uint64_t user) const {
  static const Secret none;
  return tokens_.empty() ? none : tokens_[user % tokens_.size()];
}

std::string Tokens::id_of(std::uint64_t user) const {
  if (!tokens_.empty() && !subjects_[user % tokens_.size()].empty()) return subjects_[user % tokens_.size()];
  return "user-" + std::to_string(user);
}

}  // namespace loadtest
