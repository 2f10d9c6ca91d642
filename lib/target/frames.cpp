#include "target/frames.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <iterator>
#include <utility>

namespace loadtest::target {

namespace {

constexpr std::string_view answer =
    "I looked at your route, the weather and your budget: leave before nine, refuel in the last town, "
    "and keep the second camp site in reserve.";

template <class... Args>
std::string_view write(std::string& text, fmt::format_string<Args...> format, Args&&... args) {
  text.clear();
  fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
  return text;
}

}  // namespace

std::string_view Frames::timestamp() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (now != second_) {
    second_ = now;
    std::tm utc{};
    gmtime_r(&now, &utc);
    timestamp_ = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                             utc.tm_hour, utc.tm_min, utc.tm_sec);
  }
  return timestamp_;
}

std::string_view Frames::welcome() {
  return write(text_, R"({{"type":"connection","status":"connected","message":"Welcome","timestamp":"{}"}})",
               timestamp());
}

std::string_view Frames::reply(std::string_view type, Nanos processing, std::optional<std::uint32_t> rows_read) {
  write(text_, R"({{"type":"{}","message":"{}","timestamp":"{}","processing_time_ms":{:.3f})", type, answer,
        timestamp(), to_millis(processing));
  if (rows_read) fmt::format_to(std::back_inserter(text_), R"(,"rows_read":{})", *rows_read);
  return text_ += '}';
}

std::string_view Frames::chat_response(Nanos processing, std::optional<std::uint32_t> rows_read) {
  return reply("chat_response", processing, rows_read);
}

std::string_view Frames::stream_start() {
  return write(text_, R"({{"type":"chat_response_start","timestamp":"{}"}})", timestamp());
}

std::string_view Frames::stream_delta(std::uint32_t piece) {
  return write(text_, R"({{"type":"chat_response_delta","index":{},"content":"{}"}})", piece, answer.substr(0, 24));
}

std::string_view Frames::stream_complete(Nanos processing, std::optional<std::uint32_t> rows_read) {
  return reply("chat_response_complete", processing, rows_read);
}

std::string_view Frames::keep_alive() { return write(text_, R"({{"type":"ping","timestamp":"{}"}})", timestamp()); }

std::string_view Frames::pong() { return write(text_, R"({{"type":"pong","timestamp":"{}"}})", timestamp()); }

std::string_view Frames::error(std::string_view code, std::string_view message) {
  return write(text_, R"({{"type":"error","message":"{}","error_code":"{}","timestamp":"{}"}})", message, code,
               timestamp());
}

std::string_view Frames::rate_limited(std::uint64_t limit, Nanos window, Nanos retry_after) {
  return write(text_,
               R"({{"type":"error","message":"Rate limit exceeded","error_code":"RATE_LIMIT_EXCEEDED",)"
               R"("rate_limit":{{"limit":{},"window":{},"retry_after":{:.0f}}}}})",
               limit, std::chrono::duration_cast<std::chrono::seconds>(window).count(), to_seconds(retry_after) + 0.5);
}

}  // namespace loadtest::target
