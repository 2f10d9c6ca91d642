#include "workloads/ws/token_place.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "workloads/ws/headers.h"

namespace loadtest {

namespace {

constexpr std::string_view token_mark = "{token}";
constexpr std::array<std::string_view, 4> words{"query", "header", "subprotocol", "message"};

std::string with_token(std::string text, const std::string& token) {
  if (const auto at = text.find(token_mark); at != std::string::npos) text.replace(at, token_mark.size(), token);
  return text;
}

bool has_token(std::string_view text) { return text.find(token_mark) != std::string_view::npos; }

tl::unexpected<Error> unknown_place(std::string_view word) {
  const std::string_view near = nearest(word, words);
  return fail(
      ErrorKind::usage, "a token cannot go into \"" + std::string(word) + "\"",
      near.empty() ? "there are query, header, subprotocol and message" : "did you mean " + std::string(near) + "?");
}

Status read_header_form(std::string_view form, TokenPlace& place) {
  // Without a value it is the token alone: "X-Api-Token" as well as "Authorization: Token {token}".
  const bool name_alone = form.find(':') == std::string_view::npos;
  const auto header = parse_header(name_alone ? std::string(form) + ":" + std::string(token_mark) : std::string(form));
  if (!header) return tl::unexpected(header.error());
  place.name = header->first;
  place.form = header->second;
  if (has_token(place.form)) return {};
  return fail(ErrorKind::usage, "the header has no {token} in it",
              "write it as 'header:Authorization: Bearer {token}'");
}

}  // namespace

Result<TokenPlace> TokenPlace::parse(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  const std::string_view form = colon == std::string_view::npos ? "" : without_blanks(text.substr(colon + 1));
  TokenPlace place;
  if (word == "query") {
    place.where = Where::query;
    place.name = form.empty() ? "token" : form;
    if (place.name.find_first_of("{}&=?# ") != std::string::npos)
      return fail(ErrorKind::usage, "the query parameter's name is none", "write it as query:access_token");
  } else if (word == "header") {
    place.where = Where::header;
    const auto read = read_header_form(form.empty() ? "Authorization: Bearer {token}" : form, place);
    if (!read) return tl::unexpected(read.error());
  } else if (word == "subprotocol") {
    place.where = Where::subprotocol;
    place.form = form.empty() ? "bearer, {token}" : form;
    if (!has_token(place.form))
      return fail(ErrorKind::usage, "the subprotocols have no {token} among them",
                  "write them as 'subprotocol:access_token, {token}'");
    if (!place.takes("token"))
      return fail(ErrorKind::usage, "the subprotocols are not a list of names",
                  "names with commas between, without spaces in them: 'subprotocol:access_token, {token}'");
  } else if (word == "message") {
    place.where = Where::message;
    if (!form.empty()) return fail(ErrorKind::usage, "the dialogue says how messages carry it", "write message alone");
  } else {
    return unknown_place(word);
  }
  return place;
}

bool TokenPlace::takes(std::string_view token) const {
  if (where != Where::subprotocol) return true;
  wspp::UpgradeRequest request;
  put(std::string(token), request);
  return std::all_of(request.subprotocols.begin(), request.subprotocols.end(),
                     [](const std::string& offered) { return is_http_token(offered); });
}

std::string TokenPlace::path(std::string path) const {
  if (where == Where::path) return path;
  // "/ws/{user}?v=2&token={token}": its parameter goes as a whole.
  const auto mark = path.find(token_mark);
  if (mark == std::string::npos) return path;
  const auto from = path.find_last_of("?&", mark);
  if (from == std::string::npos) return path;
  const auto end = path.find('&', mark);
  if (end == std::string::npos) return path.substr(0, from);
  return path.erase(from + 1, end - from);
}

void TokenPlace::put(const std::string& token, wspp::UpgradeRequest& request) const {
  if (token.empty()) return;
  if (where == Where::query) {
    request.resource += request.resource.find('?') == std::string::npos ? '?' : '&';
    request.resource += name + "=" + percent_encode(token);
  } else if (where == Where::header) {
    request.headers.emplace_back(name, with_token(form, token));
  } else if (where == Where::subprotocol) {
    const std::string list = with_token(form, token);
    for (std::size_t from = 0; from <= list.size();) {
      const std::size_t comma = std::min(list.find(',', from), list.size());
      request.subprotocols.emplace_back(without_blanks(std::string_view(list).substr(from, comma - from)));
      from = comma + 1;
    }
  }
}

}  // namespace loadtest
