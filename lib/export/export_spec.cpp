#include "export/export_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace loadtest {
namespace {

using Id = ExportKind::Id;
constexpr std::size_t header_bytes_max = 8 * 1024;

// In the order in which the help names them.
constexpr ExportKind kind_table[] = {
    {Id::prometheus, "prometheus", "[ADDRESS:]PORT", "prometheus=9464"},
    {Id::remote_write, "remote-write", "URL", "remote-write=http://localhost:9090/api/v1/write",
     "LOADTEST_REMOTE_WRITE_HEADERS"},
    {Id::pushgateway, "pushgateway", "URL", "pushgateway=http://localhost:9091", "LOADTEST_PUSHGATEWAY_HEADERS"},
    {Id::otlp, "otlp", "URL", "otlp=http://localhost:4318", "OTEL_EXPORTER_OTLP_HEADERS"},
    {Id::dogstatsd, "dogstatsd", "HOST:PORT|unix:PATH", "dogstatsd=localhost:8125"},
    {Id::influx, "influx", "URL", "influx=http://localhost:8086/write?db=loadtest", "LOADTEST_INFLUX_HEADERS"},
};

const ExportKind* find_kind(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kind_table), std::end(kind_table), [&](const auto& k) { return k.name == name; });
  return found == std::end(kind_table) ? nullptr : found;
}

std::string_view usual_target(Id id) {
  switch (id) {
    case Id::remote_write:
      return "/api/v1/write";
    case Id::otlp:
      return "/v1/metrics";
    case Id::influx:
      return "/write?db=loadtest";
    default:
      return "/";
  }
}

Status check_influx(const std::string& target) {
  for (std::size_t at = target.find('?'); at != std::string::npos; at = target.find('&', at + 1)) {
    if (target.compare(at + 1, 2, "p=") == 0)
      return fail(ErrorKind::usage, "a password in the query would be shown in logs",
                  "http://NAME:PASSWORD@HOST:8086/write?db=…");
  }
  return {};
}

Status read_target(ExportSpec& spec, std::string_view target) {
  constexpr std::string_view unix_socket = "unix:";
  const Id id = spec.kind->id;
  if (id == Id::dogstatsd && target.starts_with(unix_socket)) {
    spec.unix_path = target.substr(unix_socket.size());
    if (spec.unix_path.empty()) return fail(ErrorKind::usage, "the socket's path is missing");
    return {};
  }
  if (id == Id::prometheus || id == Id::dogstatsd) {
    const auto address = parse_host_and_port(target, id == Id::prometheus ? "127.0.0.1" : "");
    if (!address) return fail(ErrorKind::usage, address.error().message);
    spec.address = *address;
    return {};
  }
  auto url = parse_http_url(target);
  if (!url) return fail(ErrorKind::usage, url.error().message);
  spec.url = std::move(*url);
  if (spec.url.target.empty() || spec.url.target == "/") spec.url.target = usual_target(id);
  return id == Id::influx ? check_influx(spec.url.target) : Status{};
}

}  // namespace

std::span<const ExportKind> export_kinds() { return kind_table; }

Result<ExportSpec> parse_export(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  ExportSpec spec;
  spec.kind = find_kind(name);
  if (spec.kind == nullptr) {
    std::string names;
    for (const ExportKind& kind : kind_table) names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
    // What stands before the "=" of an address that lacks its kind may hold a password.
    const bool a_word =
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '-'; });
    return fail(ErrorKind::usage,
                a_word ? fmt::format("\"{}\" is no kind of export", escape_foreign(name, 40)) : "KIND=TARGET is needed",
                "there are " + names);
  }
  if (equals == std::string_view::npos)
    return fail(ErrorKind::usage, fmt::format("{} needs a target", name),
                fmt::format("such as {}", spec.kind->example));
  if (auto read = read_target(spec, text.substr(equals + 1)); !read) {
    return fail(ErrorKind::usage, fmt::format("{}: {}", name, read.error().message),
                read.error().hint.empty() ? fmt::format("such as {}", spec.kind->example) : read.error().hint);
  }
  return spec;
}

Result<std::vector<std::pair<std::string, Secret>>> parse_export_headers(std::string_view text) {
  std::vector<std::pair<std::string, Secret>> headers;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = one.find('=');
    const std::string_view name = without_blanks(one.substr(0, equals));
    const bool token = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) ||
             std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
    });
    std::string value = equals == std::string_view::npos ? "" : percent_decode(without_blanks(one.substr(equals + 1)));
    const bool clean = std::none_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (value.size() > header_bytes_max)
      return fail(ErrorKind::usage, fmt::format("a header is longer than {} bytes", header_bytes_max),
                  "is it a token?");
    if (!token || equals == std::string_view::npos || !clean)
      return fail(ErrorKind::usage, "it is no list of headers", "try Authorization=Bearer%20TOKEN,X-Scope-OrgID=1");
    headers.emplace_back(name, Secret(std::move(value)));
  }
  return headers;
}

}  // namespace loadtest
