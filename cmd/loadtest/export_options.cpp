#include "loadtest/export_options.h"

#include <fmt/format.h>

#include "loadtest/hide_secrets.h"
#include "loadtest/option_reader.h"

namespace loadtest {
namespace {

// "Bearer abc" of a header: also its second word, which a receiver may repeat alone.
void keep_secret(const std::string& text, std::vector<std::string>& secrets) {
  secrets.push_back(text);
  if (const std::size_t blank = text.rfind(' '); blank != std::string::npos) secrets.push_back(text.substr(blank + 1));
}

void read_headers(ExportSpec& spec, const std::map<std::string, std::string>& taken, ExportOptions& options,
                  Problems& problems) {
  const std::string from(spec.kind->headers_from);
  const auto text = taken.find(from);
  if (text == taken.end()) return;
  auto headers = parse_export_headers(text->second);
  if (!headers) {
    problems.push_back({ErrorKind::usage, fmt::format("${}: {}", from, headers.error().message), headers.error().hint});
    return;
  }
  for (const auto& [name, value] : *headers) keep_secret(value.reveal(), options.secrets);
  spec.headers = std::move(*headers);
}

void read_sentry(const std::string& dsn, const CommandInput& input, OptionReader& reader, ExportOptions& options) {
  const bool monitored = input.given.has("sentry-monitor");
  if (!monitored && !input.given.has("sentry")) return;
  const std::string option = monitored ? "sentry-monitor" : "sentry";
  if (dsn.empty()) return reader.problem(option, "$SENTRY_DSN is not set", "Sentry shows it among a project's keys");
  auto sentry = parse_sentry(dsn, input.given.get("sentry-monitor").value_or(""));
  if (!sentry) return reader.problem(option, sentry.error().message, sentry.error().hint);
  options.secrets.push_back(sentry->key.reveal());
  options.secrets.push_back(dsn);
  options.sentry = std::move(*sentry);
}

}  // namespace

ExportOptions read_export_options(const CommandInput& input, Problems& problems) {
  ExportOptions options;
  OptionReader reader(input, nullptr, problems);
  std::map<std::string, std::string> taken;
  for (const ExportKind& kind : export_kinds()) {
    if (kind.headers_from.empty()) continue;
    const std::string name(kind.headers_from);
    if (std::string text = take_out_of_environment(name); !text.empty()) taken[name] = std::move(text);
  }
  for (const std::string& text : input.settings.all("export")) {
    auto spec = parse_export(text);
    if (!spec) {
      reader.problem("export", spec.error().message, spec.error().hint);
      continue;
    }
    read_headers(*spec, taken, options, problems);
    for (const std::string& secret : address_secrets(text)) options.secrets.push_back(secret);
    if (!spec->url.authorization.empty()) keep_secret(spec->url.authorization.reveal(), options.secrets);
    options.receivers.push_back(std::move(*spec));
  }
  read_sentry(take_out_of_environment("SENTRY_DSN"), input, reader, options);
  return options;
}

}  // namespace loadtest
