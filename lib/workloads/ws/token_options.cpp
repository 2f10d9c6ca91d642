#include "workloads/ws/token_options.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <sstream>

#include "core/text.h"
#include "core/units.h"
#include "files/read_whole_file.h"
#include "workloads/ws/share_option.h"

namespace loadtest {

namespace {

constexpr std::string_view usual_ttl = "1h";
constexpr std::size_t bytes_max = 64 * 1024 * 1024;  // of a file of users

/// Reads the options one after another; each problem is told with the option's name.
class TokenOptions {
 public:
  TokenOptions(const WorkloadRequest& request, WsSettings& settings) : request_(request), settings_(settings) {}

  void read() {
    const std::size_t before = request_.problems.size();
    if (const auto key_file = request_.options.get("jwt-secret-file")) {
      mint_by(*key_file);
    } else {
      take_given();
      for (const std::string_view option : {"jwt-claims", "jwt-ttl", "jwt-subjects"}) {
        if (given(option))
          problem("--" + std::string(option), {ErrorKind::usage, "there is nothing to mint tokens with",
                                               "--jwt-secret-file FILE names the secret or private key"});
      }
    }
    read_place();
    read_share();
    if (request_.problems.size() != before || settings_.tokens.empty()) return;
    if (settings_.tokens.one_subject() && request_.users > 1) {
      request_.warnings.push_back("one JWT for " + std::to_string(request_.users) +
                                  " users: all of them are the same user to the backend (" +
                                  (settings_.tokens.mint() != nullptr ? "{user} stands for a user's id in --jwt-claims)"
                                                                      : "--token-file takes one a line)"));
    }
  }

 private:
  bool given(std::string_view option) const { return !request_.options.all(option).empty(); }

  void problem(std::string_view where, const Error& error) {
    request_.problems.push_back({ErrorKind::usage, std::string(where) + ": " + error.message, error.hint});
  }

  void take_given() {
    const auto token = request_.options.get("token");
    const auto file = request_.options.get("token-file");
    if (token && file) {
      request_.problems.push_back(
          {ErrorKind::usage, "--token and --token-file exclude each other", "give one of them"});
      return;
    }
    if (!token && !file) return;
    std::istringstream text(token.value_or(""));  // secret stores like to end it with a new line, or keep several
    auto tokens = file ? Tokens::read_file(*file) : Tokens::read(text);
    if (!tokens) return problem(file ? "--token-file" : "--token or LOADTEST_TOKEN", tokens.error());
    settings_.tokens = std::move(*tokens);
    for (const Secret& secret : settings_.tokens.all()) request_.redactor.add(secret.reveal());
  }

  std::string content_of(std::string_view option, const std::string& path) {
    if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
    auto text = read_whole_file(path, bytes_max);
    if (text) return std::move(*text);
    problem("--" + std::string(option),
            {ErrorKind::usage, "the file \"" + path + "\" " + text.error().message, text.error().hint});
    return {};
  }

  void mint_by(const std::string& key_file) {
    if (given("token-file"))
      return problem("--jwt-secret-file",
                     {ErrorKind::usage, "tokens are either minted or given by --token-file", "give one of them"});
    const std::size_t before = request_.problems.size();
    const std::string secret = content_of("jwt-secret-file", key_file);
    if (request_.problems.size() != before) return;
    hide(secret);
    auto key = jwt::SigningKey::read(secret);
    if (!key)
      problem("--jwt-secret-file",
              {ErrorKind::usage, "the file \"" + key_file + "\": " + key.error().message, key.error().hint});
    const auto ttl = parse_duration(request_.options.get_or("jwt-ttl", usual_ttl));
    if (!ttl || *ttl < std::chrono::seconds(1))
      problem("--jwt-ttl", ttl ? Error{ErrorKind::usage, "a token is good for at least 1s", {}} : ttl.error());
    std::vector<std::string> subjects = read_subjects();
    if (request_.problems.size() != before) return;
    auto mint =
        TokenMint::make(std::move(*key), request_.options.get_or("jwt-claims", "{}"), *ttl, std::move(subjects));
    if (!mint) return problem("--jwt-claims", mint.error());
    if (mint->fixed_expiry() && given("jwt-ttl"))
      return problem("--jwt-ttl", {ErrorKind::usage, "the claims have an exp of their own", "leave out one of them"});
    settings_.tokens = Tokens(std::move(*mint));
  }

  // What a target or a library might repeat of it: all, or a line of a key.
  void hide(const std::string& secret) {
    constexpr std::size_t of_a_key = 32;
    request_.redactor.add(without_blanks(secret));
    std::istringstream lines(secret);
    for (std::string line; std::getline(lines, line);) {
      if (line.size() >= of_a_key && !line.starts_with("-----")) request_.redactor.add(without_blanks(line));
    }
  }

  std::vector<std::string> read_subjects() {
    std::vector<std::string> subjects;
    const auto path = request_.options.get("jwt-subjects");
    if (!path) return subjects;
    std::istringstream lines(content_of("jwt-subjects", *path));
    for (std::string line; std::getline(lines, line);) {
      if (const auto id = without_blanks(line); !id.empty()) subjects.emplace_back(id);
    }
    if (subjects.empty())
      problem("--jwt-subjects", {ErrorKind::usage, "there is no id in the file \"" + *path + "\"", "one id a line"});
    return subjects;
  }

  void read_place() {
    const auto text = request_.options.get("token-in");
    if (!text) return;
    auto place = TokenPlace::parse(*text);
    if (!place) return problem("--token-in", place.error());
    settings_.token_place = std::move(*place);
    if (settings_.tokens.empty() && !given("token"))
      problem("--token-in",
              {ErrorKind::usage, "there is no token to put there", "give --token, --token-file or --jwt-secret-file"});
    for (const Secret& token : settings_.tokens.all()) {
      if (settings_.token_place.takes(token.reveal())) continue;
      problem("--token-in", {ErrorKind::usage, "a token has characters in it that no subprotocol's name may have",
                             "send it as query, header or message"});
      break;
    }
    if (settings_.token_place.where != TokenPlace::Where::path && settings_.dialogue && path_keeps_token())
      problem("--token-in", {ErrorKind::usage, "the dialogue's path has {token} outside its query, where it would stay",
                             "leave --token-in out, or write a dialogue whose path is without it"});
    if (settings_.token_place.where == TokenPlace::Where::message && settings_.dialogue && !says_token())
      problem("--token-in", {ErrorKind::usage, "no message of the dialogue has {token}",
                             "a dialogue file may begin with one; query, header and subprotocol need none"});
  }

  bool path_keeps_token() const {
    return settings_.token_place.path(settings_.dialogue->path).find("{token}") != std::string::npos;
  }

  // Before it decides whom to let in, the backend has to have seen the token.
  bool token_comes_first() const {
    const auto has = [](const DialogueOpening& opening) { return opening.body.names(MessageTemplate::Place::token); };
    if (settings_.dialogue == nullptr) return true;  // which is told already
    const auto& first = settings_.dialogue->on_upgrade;
    if (std::any_of(first.begin(), first.end(), has)) return true;
    const auto where = settings_.token_place.where;
    if (where == TokenPlace::Where::message) return false;
    return where != TokenPlace::Where::path || path_keeps_token();
  }

  bool says_token() const { return settings_.dialogue->names(MessageTemplate::Place::token); }

  void read_share() {
    if (!request_.options.has("bad-tokens")) return;
    if (settings_.tokens.empty())
      return problem("--bad-tokens", {ErrorKind::usage, "there are no tokens to make bad ones from",
                                      "give --jwt-secret-file, --token-file or --token"});
    if (settings_.tokens.mint() != nullptr && settings_.tokens.mint()->fixed_expiry())
      return problem("--bad-tokens", {ErrorKind::usage, "with an exp of their own the claims cannot have expired",
                                      "leave exp out of --jwt-claims"});
    if (!token_comes_first())
      return problem("--bad-tokens",
                     {ErrorKind::usage, "no token is sent before the backend has decided whom to let in",
                      "--token-in query, header or subprotocol, or a dialogue with {token} in its path "
                      "or on_upgrade"});
    settings_.bad_tokens = BadTokens(read_share_option(request_, "bad-tokens"));
  }

  const WorkloadRequest& request_;
  WsSettings& settings_;
};

}  // namespace

void read_token_options(const WorkloadRequest& request, WsSettings& settings) {
  TokenOptions(request, settings).read();
}

}  // namespace loadtest
