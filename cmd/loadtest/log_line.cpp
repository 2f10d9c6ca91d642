#include "loadtest/log_line.h"

#include <array>

#include "loadtest/terminal.h"
#include "report/json_writer.h"
#include "report/layout.h"

namespace loadtest {
namespace {

LogFormat format_of_process = LogFormat::text;

}  // namespace

void tell_as(LogFormat format) { format_of_process = format; }
LogFormat told_as() { return format_of_process; }

std::string json_log_line(Instant time, LogLevel level, std::string_view who, std::string_view message) {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  JsonWriter json(JsonWriter::one_line);
  json.begin_object();
  json.key("time").text(format_instant(time));
  json.key("level").text(names.at(static_cast<std::size_t>(level)));
  json.key("who").text(who);
  json.key("message").text(message);
  return json.end().take();
}

std::string in_locale(std::string_view text) {
  return unicode_locale() ? std::string(text) : to_ascii(text, BeyondAscii::escaped);
}

}  // namespace loadtest
