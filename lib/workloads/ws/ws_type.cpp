// What the command line, the scenario and the documentation learn of this workload, and how it is made from options.
#include <algorithm>
#include <array>
#include <sstream>

#include "core/text.h"
#include "workloads/ws/dialogue_options.h"
#include "workloads/ws/headers.h"
#include "workloads/ws/ws_workload.h"

namespace loadtest {

namespace {

constexpr std::array<OptionSpec, 9> options{{
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
     .secret = true},
    {.name = "token-file",
     .value = "FILE",
     .fallback = "",
     .help = "tokens, one a line, given to the users in turn; - reads standard input",
     .local = true},
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

void read_tokens(const WorkloadRequest& request, WsSettings& settings) {
  const auto token = request.options.get("token");
  const auto file = request.options.get("token-file");
  const auto problem = [&](Error error) { request.problems.push_back(std::move(error)); };
  if (token && file)
    return problem({ErrorKind::usage, "--token and --token-file exclude each other", "give one of them"});
  if (token) {
    std::istringstream text(*token);  // secret stores like to end it with a new line, or keep several
    auto tokens = Tokens::read(text);
    if (!tokens)
      return problem({ErrorKind::usage, "--token or LOADTEST_TOKEN: " + tokens.error().message, tokens.error().hint});
    settings.tokens = std::move(*tokens);
  } else if (file) {
    auto tokens = Tokens::read_file(*file);
    if (!tokens) return problem({ErrorKind::usage, "--token-file: " + tokens.error().message, tokens.error().hint});
    settings.tokens = std::move(*tokens);
  }
  for (const Secret& secret : settings.tokens.all()) request.redactor.add(secret.reveal());
  if (settings.tokens.single_jwt() && request.users > 1) {
    request.warnings.push_back("one JWT for " + std::to_string(request.users) +
                               " users: all of them are the same user to the backend (--token-file takes one a line)");
  }
}

void read_tls(const WorkloadRequest& request, WsSettings& settings) {
  const std::string ca_file = request.options.get_or("cacert", "");
  if (!settings.url.secure && ca_file.empty()) return;  // a file that is wrong is told in any case
  auto tls = wspp::TlsContext::make({ca_file, request.options.has("insecure")});
  if (!tls) request.problems.push_back({ErrorKind::usage, "--cacert: " + tls.error().message, tls.error().hint});
  if (!tls || !settings.url.secure) return;
  settings.tls = std::move(*tls);
  if (request.options.has("insecure"))
    request.warnings.emplace_back("--insecure: neither the server's certificate nor its name is checked");
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
  for (const std::string& text : request.options.all("header")) {
    auto header = parse_header(text);
    if (!header) {
      request.problems.push_back({ErrorKind::usage, "--header: " + header.error().message, header.error().hint});
      continue;
    }
    if (is_credential_header(header->first)) request.redactor.add(header->second);
    settings.headers.push_back(std::move(*header));
  }
  read_tokens(request, settings);
  read_tls(request, settings);
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
