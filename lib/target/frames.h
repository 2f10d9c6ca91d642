#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace loadtest::target {

/// The texts of the PAM protocol. Each call overwrites what the one before returned.
class Frames {
 public:
  std::string_view welcome();
  // `rows_read`: what the database said of the user, where there is one.
  std::string_view chat_response(Nanos processing, std::optional<std::uint32_t> rows_read = {});
  std::string_view stream_start();
  std::string_view stream_delta(std::uint32_t piece);
  std::string_view stream_complete(Nanos processing, std::optional<std::uint32_t> rows_read = {});
  std::string_view keep_alive();
  std::string_view pong();
  std::string_view error(std::string_view code, std::string_view message);
  std::string_view rate_limited(std::uint64_t limit, Nanos window, Nanos retry_after);

 private:
  std::string_view reply(std::string_view type, Nanos processing, std::optional<std::uint32_t> rows_read);
  std::string_view timestamp();

  std::string text_;
  std::string timestamp_;
  std::int64_t second_ = -1;  // that timestamp_ was made for
};

}  // namespace loadtest::target
