#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/error.h"
#include "core/option.h"
#include "core/secret.h"
#include "target/faults.h"
#include "target/rate_limit.h"

namespace loadtest::target {

/// How the reference backend is asked to behave.
struct TargetConfig {
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;       // 0 = any free one
  std::uint32_t processes = 1;  // that share it
  std::string base_path = "/api/v1/pam";
  Secret token;  // empty = everybody may come
  Faults faults;
  RateLimit rate_limit;
  Nanos ping_every = std::chrono::seconds(25);    // 0 = never
  Nanos pong_timeout = std::chrono::seconds(55);  // 0 = silent users are kept
  std::uint32_t pieces = 5;                       // of a streamed reply
  Nanos piece_gap = std::chrono::milliseconds(20);
};

/// The options that read_target_config() understands.
std::span<const OptionSpec> target_options();

/// Reads what was given; `problems` gets every value that is no good.
TargetConfig read_target_config(const Settings&, Problems& problems);

}  // namespace loadtest::target
