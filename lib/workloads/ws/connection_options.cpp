#include "workloads/ws/connection_options.h"

#include "core/text.h"
#include "core/units.h"
#include "workloads/ws/headers.h"
#include "workloads/ws/share_option.h"

namespace loadtest {

namespace {

void tell(const WorkloadRequest& request, std::string_view option, const Error& error) {
  request.problems.push_back({ErrorKind::usage, std::string(option) + ": " + error.message, error.hint});
}

void offer(const WorkloadRequest& request, std::string_view option, std::string_view list, WsSettings& settings) {
  for (;;) {
    const auto comma = list.find(',');
    const std::string_view one = without_blanks(list.substr(0, comma));
    if (is_http_token(one)) {
      settings.subprotocols.emplace_back(one);
    } else {
      // One of a header may be a credential.
      const std::string what = option == "--header" ? "what is offered" : "\"" + std::string(one) + "\"";
      tell(request, option,
           {ErrorKind::usage, what + " cannot be a subprotocol's name",
            "letters, digits and some signs such as . _ -, without spaces"});
    }
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

void read_headers(const WorkloadRequest& request, WsSettings& settings) {
  for (const std::string& text : request.options.all("header")) {
    auto header = parse_header(text);
    if (!header) {
      tell(request, "--header", header.error());
    } else if (is_header(header->first, "sec-websocket-protocol")) {
      offer(request, "--header", header->second, settings);  // the answer is looked at then
    } else {
      if (is_credential_header(header->first)) request.redactor.add(header->second);
      settings.headers.push_back(std::move(*header));
    }
  }
  const auto origin = request.options.get("origin");
  if (!origin) return;
  if (auto header = parse_header("Origin: " + *origin)) {
    settings.headers.push_back(std::move(*header));
  } else {
    tell(request, "--origin", header.error());
  }
}

void read_proxy(const WorkloadRequest& request, WsSettings& settings) {
  const auto url = request.options.get("proxy");
  if (!url) return;
  for (const std::string& secret : address_secrets(*url)) request.redactor.add(secret);
  auto proxy = wspp::Proxy::parse(*url);
  if (!proxy) return tell(request, "--proxy", proxy.error());
  request.redactor.add(proxy->credentials.reveal());
  request.redactor.add(wspp::basic_credentials(*proxy));
  settings.proxy = std::move(*proxy);
}

void read_tls(const WorkloadRequest& request, WsSettings& settings) {
  const wspp::TlsOptions files{.ca_file = request.options.get_or("cacert", ""),
                               .insecure = request.options.has("insecure"),
                               .cert_file = request.options.get_or("cert", ""),
                               .key_file = request.options.get_or("key", "")};
  if (!files.key_file.empty() && files.cert_file.empty())
    return tell(request, "--key", {ErrorKind::usage, "there is no certificate that it is the key of", "give --cert"});
  // A file that is wrong is told in any case.
  if (!settings.url.secure && files.ca_file.empty() && files.cert_file.empty()) return;
  auto tls = wspp::TlsContext::make(files);
  // The message names the file.
  if (!tls) return tell(request, files.cert_file.empty() ? "--cacert" : "--cacert, --cert or --key", tls.error());
  if (!settings.url.secure) return;
  settings.tls = std::move(*tls);
  if (files.insecure)
    request.warnings.emplace_back("--insecure: neither the server's certificate nor its name is checked");
}

void read_slow_readers(const WorkloadRequest& request, WsSettings& settings) {
  settings.slow_readers = read_share_option(request, "slow-readers");
  const auto pause = parse_duration(request.options.get_or("read-pause", "1s"));
  if (!pause) return tell(request, "--read-pause", pause.error());
  settings.read_pause = *pause;
  if (!request.options.has("slow-readers") && !request.options.all("read-pause").empty())
    tell(request, "--read-pause", {ErrorKind::usage, "nobody reads slowly", "--slow-readers 5% says who does"});
}

}  // namespace

void read_connection_options(const WorkloadRequest& request, WsSettings& settings) {
  if (settings.dialogue != nullptr) settings.subprotocols = settings.dialogue->subprotocols;
  read_headers(request, settings);
  for (const std::string& list : request.options.all("subprotocol")) offer(request, "--subprotocol", list, settings);
  read_slow_readers(request, settings);
  settings.compression = request.options.has("compression");
  read_proxy(request, settings);
  read_tls(request, settings);
}

}  // namespace loadtest
