#include "export/sentry_envelope.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/random.h"
#include "report/json_writer.h"
#include "report/shown.h"

namespace loadtest {
namespace {

constexpr std::size_t reasons_max = 10;

// The writer's line breaks stand between values only: within texts they are written as escapes.
std::string one_line(JsonWriter& json) {
  std::string text = json.take();
  std::erase(text, '\n');
  return text;
}

std::string envelope(std::string_view id, std::string_view type, const std::string& item) {
  JsonWriter header, item_header;
  header.begin_object().key("event_id").text(id);
  header.key("sent_at").text(format_instant(std::chrono::system_clock::now())).end();
  item_header.begin_object().key("type").text(type).key("length").number(item.size()).end();
  return one_line(header) + "\n" + one_line(item_header) + "\n" + item + "\n";
}

std::string headline(const Report& report, const std::string* why) {
  if (why != nullptr) return "load test " + report.name + " could not be carried out: " + *why;
  const bool failed = report.verdict.status == VerdictStatus::fail;
  const auto& reasons = report.verdict.reasons;
  return "load test " + report.name + (failed ? " failed" : " was inconclusive") +
         (reasons.empty() ? "" : ": " + reasons.front());
}

}  // namespace

std::string sentry_id(std::string_view unique) {
  std::uint64_t high = 1, low = 2;
  for (const char c : unique) {
    high = mix64(high ^ static_cast<unsigned char>(c));
    low = mix64(low + high);
  }
  return fmt::format("{:016x}{:016x}", high, low);
}

std::string check_in_envelope(std::string_view id, std::string_view monitor, std::string_view status,
                              std::optional<double> duration_s) {
  JsonWriter json;
  json.begin_object().key("check_in_id").text(id).key("monitor_slug").text(monitor).key("status").text(status);
  if (duration_s) json.key("duration").number(*duration_s);
  json.end();
  return envelope(id, "check_in", one_line(json));
}

std::string event_envelope(std::string_view id, const Report& report, const std::string* why) {
  const auto clean = [&](const std::string& text) { return shown_foreign(text, report.redactor); };
  const bool failed = why != nullptr || report.verdict.status == VerdictStatus::fail;
  JsonWriter json;
  json.begin_object().key("event_id").text(id).key("timestamp").text(format_instant(std::chrono::system_clock::now()));
  json.key("platform").text("other").key("logger").text("loadtest").key("level").text(failed ? "error" : "warning");
  json.key("release").text("loadtest@" + report.tool_version).key("server_name").text(clean(report.host_name));
  json.key("message").begin_object().key("formatted").text(clean(headline(report, why))).end();
  // Runs of one name that end alike are one issue, whatever their figures.
  const std::string_view how = why != nullptr ? "not carried out" : failed ? "fail" : "inconclusive";
  json.key("fingerprint").begin_array().text("loadtest").text(clean(report.name)).text(how).end();
  json.key("tags").begin_object().key("name").text(clean(report.name)).key("run").text(report.id);
  json.key("outcome").text(how);
  for (const auto& [name, value] : report.labels) json.key("label." + clean(name)).text(clean(value));
  json.end();
  json.key("extra").begin_object().key("command").text(clean(report.command));
  if (why == nullptr) {
    json.key("exit_code").number(static_cast<int>(report.verdict.exit_code)).key("reasons").begin_array();
    const auto& reasons = report.verdict.reasons;
    for (std::size_t i = 0; i < std::min(reasons.size(), reasons_max); ++i) json.text(clean(reasons[i]));
    json.end().key("findings").begin_array();
    for (const Finding& one : report.findings) json.text(clean(one.id + ": " + one.title));
    json.end();
  }
  json.end().end();
  return envelope(id, "event", one_line(json));
}

}  // namespace loadtest
