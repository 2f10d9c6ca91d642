// What the command line, the scenario and the documentation learn of this workload, and how it is made from options.
#include <algorithm>
#include <array>

#include "core/text.h"
#include "workloads/ws/connection_options.h"
#include "workloads/ws/dialogue_options.h"
#include "workloads/ws/token_options.h"
#include "workloads/ws/ws_workload.h"

namespace loadtest {

namespace {

// Tokens come from one place.
constexpr std::string_view other_tokens = "token token-file jwt-secret-file jwt-claims jwt-ttl jwt-subjects";

constexpr std::array<OptionSpec, 24> options{{
    {.name = "url",
     .value = "URL",
     .fallback = "ws://localhost:8000/api/v1/pam",
     .help = "WebSocket base URL",
     .environment = "LOADTEST_WS_URL"},
    {.name = "token",
     .value = "JWT",
     .fallback = "",
     .help = "token that every user logs in with; better from the environment or a file",
     .environment = "LOADTEST_TOKEN",
     .yields_to = "token-file",
     .displaces = other_tokens,
     .secret = true},
    {.name = "token-file",
     .value = "FILE",
     .fallback = "",
     .help = "tokens, one a line, given to the users in turn; - reads standard input",
     .displaces = other_tokens,
     .local = true},
    {.name = "jwt-secret-file",
     .value = "FILE",
     .fallback = "",
     .help = "mint a token for each user instead: the secret of HS256, or a private key in PEM format (RSA: RS256, "
             "P-256: ES256); - reads standard input",
     .displaces = "token token-file",
     .local = true},
    {.name = "jwt-claims",
     .value = "JSON",
     .fallback = "",
     .help = "claims of minted tokens beside sub, iat, exp, role and aud (both authenticated), or in their place; "
             "{user} is the user's id"},
    {.name = "jwt-ttl",
     .value = "T",
     .fallback = "(1h)",
     .help = "how long minted tokens are good for; a user who connects later gets a new one"},
    {.name = "jwt-subjects",
     .value = "FILE",
     .fallback = "(user-0, user-1 and so on)",
     .help = "ids of the users that tokens are minted for, one a line, given in turn",
     .local = true},
    {.name = "token-in",
     .value = "PLACE",
     .fallback = "(where the dialogue's path has it)",
     .help = "where tokens go: query[:NAME], header[:NAME] (Authorization: Bearer), subprotocol[:LIST] ('bearer, "
             "{token}') or message"},
    {.name = "bad-tokens",
     .value = "SHARE",
     .fallback = "",
     .help = "so many of the users, such as 5%, come once more with a token that has expired or is forged; if one is "
             "let in, the run fails"},
    {.name = "dialogue",
     .value = "NAME|FILE",
     .fallback = "pam",
     .help =
         "how the backend talks: pam, echo (64 bytes; any data message is the reply), or a file (docs/dialogues.md)"},
    {.name = "stream", .value = "", .fallback = "", .help = "ask for streamed replies, and measure their pieces"},
    {.name = "header",
     .value = "'NAME: VALUE'",
     .fallback = "",
     .help = "header added to the upgrade request",
     .repeatable = true,
     .secret = true},
    {.name = "origin",
     .value = "ORIGIN",
     .fallback = "",
     .help = "the Origin header, as a browser at that site sends it"},
    {.name = "subprotocol",
     .value = "NAME",
     .fallback = "",
     .help = "subprotocol offered; the server must choose one of those offered",
     .repeatable = true},
    {.name = "compression", .value = "", .fallback = "", .help = "offer permessage-deflate, and use it if it is taken"},
    {.name = "proxy",
     .value = "URL",
     .fallback = "",
     .help =
         "connect through this HTTP proxy (CONNECT): http://[USER:PASSWORD@]HOST[:PORT]; no other variable names one",
     .environment = "LOADTEST_PROXY"},
    {.name = "slow-readers",
     .value = "SHARE",
     .fallback = "",
     .help = "so many of the users, such as 5%, read slowly, so that what is sent to them piles up at the server"},
    {.name = "read-pause",
     .value = "T",
     .fallback = "(1s)",
     .help = "how long slow readers read nothing after each message"},
    {.name = "source-ip",
     .value = "LIST|RANGE",
     .fallback = "(the system's choice; more of 127.0.0.0/8 where the target is there and one has too few ports)",
     .help = "local addresses to connect from, dealt over the users in turn: 127.0.0.2,127.0.0.3 or "
             "127.0.0.2-127.0.0.20",
     .local = true},
    {.name = "cacert",
     .value = "FILE",
     .fallback = "",
     .help = "certificates to trust instead of the system's (PEM)",
     .local = true},
    {.name = "reconnect",
     .value = "HOW",
     .fallback = "none",
     .help =
         "what a user does whose connection went away by itself: none, backoff (after 1 s, then after up to twice as "
         "long each time, up to 30 s, by chance between half of that and all of it), backoff(2s,1m), or storm (all "
         "at once, and then every second)"},
    {.name = "cert",
     .value = "FILE",
     .fallback = "",
     .help = "certificate to show to the server, its chain behind it (PEM)",
     .local = true},
    {.name = "key",
     .value = "FILE",
     .fallback = "(in the certificate's file)",
     .help = "private key of that certificate (PEM)",
     .local = true},
    {.name = "insecure", .value = "", .fallback = "", .help = "check neither the server's certificate nor its name"},
}};

constexpr std::array<std::string_view, 2> examples{
    "loadtest ws --embedded --users 100 --duration 30s",
    "loadtest ws --url wss://staging.example.com/api/v1/pam --token-file tokens.txt --users 100"};

void read_url(const WorkloadRequest& request, WsSettings& settings) {
  auto url = WsUrl::parse(request.options.get_or("url", ""));
  if (url) {
    settings.url = std::move(*url);
  } else {
    request.problems.push_back({ErrorKind::usage, "--url: " + url.error().message, url.error().hint});
  }
}

void read_sources(const WorkloadRequest& request, WsSettings& settings) {
  settings.users = static_cast<std::uint32_t>(request.segment.share(request.users));
  settings.segment = request.segment;
  const auto text = request.options.get("source-ip");
  if (!text) return;
  const auto problem = [&](const Error& error) {
    request.problems.push_back({ErrorKind::usage, "--source-ip: " + error.message, error.hint});
  };
  auto sources = net::SourceAddresses::parse(*text);
  if (!sources) return problem(sources.error());
  settings.sources = std::move(*sources);
  if (const auto ours = settings.sources.check_ours(); !ours) return problem(ours.error());
  if (const auto suits = check_family(settings, request.address_follows); !suits) problem(suits.error());
}

std::unique_ptr<Workload> create(const WorkloadRequest& request) {
  const std::size_t problems_before = request.problems.size();
  WsSettings settings;
  settings.connect_timeout = request.connect_timeout;
  if (!request.address_follows) read_url(request, settings);
  read_dialogue_options(request, settings);
  settings.reconnects = request.options.get_or("reconnect", "none") != "none";
  read_token_options(request, settings);
  read_connection_options(request, settings);
  read_sources(request, settings);
  if (request.problems.size() != problems_before) return nullptr;
  if (!settings.tokens.empty() && !request.address_follows && !settings.url.secure && !settings.url.loopback()) {
    request.warnings.push_back("tokens go to " + settings.url.host + " unencrypted (use wss://)");
  }
  return std::make_unique<WsWorkload>(std::move(settings));
}

}  // namespace

extern const WorkloadType ws_workload;
const WorkloadType ws_workload{.name = "ws",
                               .summary = "load on a WebSocket backend",
                               .options = options,
                               .create = create,
                               .examples = examples,
                               .roles = {.plain_names = true},
                               .target = "the WebSocket backend"};

}  // namespace loadtest
