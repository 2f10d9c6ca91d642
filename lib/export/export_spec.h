#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/secret.h"
#include "http/url.h"

namespace loadtest {

/// A kind of receiver that metrics are exported to.
struct ExportKind {
  enum class Id : std::uint8_t { prometheus, remote_write, pushgateway, otlp, dogstatsd, influx } id;
  std::string_view name;    // "remote-write"
  std::string_view target;  // for people: "URL"
  std::string_view example;
  std::string_view headers_from{};  // environment variable with headers for it, such as one that authorizes
};
std::span<const ExportKind> export_kinds();

/// One `--export KIND=TARGET`, understood.
struct ExportSpec {
  const ExportKind* kind = nullptr;
  HttpUrl url;            // of those that are pushed to over HTTP
  HostAndPort address{};  // of the others
  std::string unix_path;  // in place of an address
  std::vector<std::pair<std::string, Secret>> headers{};
  /// For messages: "export remote-write".
  std::string shown() const { return "export " + std::string(kind->name); }
};

/// Errors (usage): no such kind, or a target that does not suit it. They do not quote secrets.
Result<ExportSpec> parse_export(std::string_view text);

/// "Authorization=Bearer%20abc,X-Scope-OrgID=1", as OpenTelemetry has it. Errors (usage) do not quote it.
Result<std::vector<std::pair<std::string, Secret>>> parse_export_headers(std::string_view text);

}  // namespace loadtest
