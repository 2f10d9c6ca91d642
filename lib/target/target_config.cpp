#include "target/target_config.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <fstream>
#include <iostream>
#include <optional>

#include "core/share.h"
#include "core/units.h"

namespace loadtest::target {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t processes_max = 256;

constexpr std::array options{
    OptionSpec{"bind", "ADDR", "127.0.0.1", "address to listen on"},
    OptionSpec{"port", "PORT", "0", "port to listen on; 0 = any free one"},
    OptionSpec{"processes", "N", "1",
               "serve in so many processes on the one port: each has its own open files and core"},
    OptionSpec{"base-path", "PATH", "/api/v1/pam", "where the chat lives; other paths echo"},
    OptionSpec{.name = "token",
               .value = "TOKEN",
               .fallback = "(anything is let in)",
               .help = "admit only this token, close others with 4001",
               .secret = true},
    OptionSpec{"token-file", "FILE", "(none)", "read the token from a file, - for standard input"},
    OptionSpec{"latency", "T", "0", "time to a reply"},
    OptionSpec{"jitter", "T", "0", "vary the latency evenly by up to so much either way"},
    OptionSpec{"stall-every", "T", "0", "stand still once in so long ..."},
    OptionSpec{"stall-for", "T", "0", "... for so long, in the middle of the period"},
    OptionSpec{"capacity", "R", "(no limit)", "messages a second that it can do at most, one after another"},
    OptionSpec{"error-share", "S", "0", "share of messages answered with an error, 0.05 or 5%"},
    OptionSpec{"drop-share", "S", "0", "share of messages never answered"},
    OptionSpec{"late-share", "S", "0", "share of messages answered after --late-by instead"},
    OptionSpec{"late-by", "T", "0", "when a late reply comes"},
    OptionSpec{"close-share", "S", "0", "share of messages answered by closing with 1011"},
    OptionSpec{"rate-limit", "N/UNIT", "(no limit)", "chat messages that one user may send, such as 100/m"},
    OptionSpec{"ping-every", "T", "25s", "keep-alive ping of the chat; 0 = none"},
    OptionSpec{"pong-timeout", "T", "55s", "close users whose pong stays away so long; 0 = never"},
    OptionSpec{"pieces", "N", "5", "pieces of a streamed reply"},
    OptionSpec{"piece-gap", "T", "20ms", "time between the pieces of a streamed reply"},
    OptionSpec{"seed", "N", "0", "which messages meet the faults"},
};

/// Takes the settings apart and remembers what was wrong.
class Reader {
 public:
  Reader(const Settings& settings, Problems& problems) : settings_(settings), problems_(problems) {}

  void duration(std::string_view name, Nanos& value) {
    read(name, value, [](const std::string& text) { return parse_duration(text); });
  }
  void share(std::string_view name, double& value) {
    read(name, value, [](const std::string& text) { return parse_share(text); });
  }
  void rate(std::string_view name, double& value) {
    read(name, value, [](const std::string& text) { return parse_rate(text); });
  }
  template <class Integer>
  void count(std::string_view name, Integer& value, std::uint64_t min, std::uint64_t max) {
    read(name, value, [min, max](const std::string& text) { return parse_count(text, min, max); });
  }
  void limit(std::string_view name, RateLimit& value) { read(name, value, parse_limit); }
  std::optional<std::string> text(std::string_view name) const { return settings_.get(name); }
  void problem(std::string message, std::string hint = {}) {
    problems_.push_back({ErrorKind::usage, std::move(message), std::move(hint)});
  }

 private:
  template <class Value, class Parse>
  void read(std::string_view name, Value& value, Parse parse) {
    const auto text = settings_.get(name);
    if (!text || text->starts_with('(')) return;
    const auto parsed = parse(*text);
    if (!parsed) return problem(fmt::format("--{}: {}", name, parsed.error().message), parsed.error().hint);
    value = static_cast<Value>(*parsed);
  }

  static Result<RateLimit> parse_limit(const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string unit = slash == std::string::npos ? "" : text.substr(slash + 1);
    const Nanos window = unit == "s" ? Nanos(1s) : unit == "m" ? Nanos(1min) : unit == "h" ? Nanos(1h) : Nanos(0);
    const auto limit = parse_count(text.substr(0, slash), 1, 1'000'000'000);
    if (window.count() == 0 || !limit) {
      return fail(ErrorKind::usage, fmt::format("\"{}\" is not a number of messages a second, minute or hour", text),
                  "try 100/m");
    }
    return RateLimit{*limit, window};
  }

  const Settings& settings_;
  Problems& problems_;
};

void read_token(Reader& reader, Secret& token) {
  if (auto text = reader.text("token"); text && !text->starts_with('(')) token = Secret(*text);
  const auto path = reader.text("token-file");
  if (!path || path->starts_with('(')) return;
  if (!token.empty()) return reader.problem("--token-file: --token is given too", "give one of them");
  std::string line;
  std::ifstream file;
  if (*path != "-") file.open(*path);
  std::getline(*path == "-" ? std::cin : file, line);
  if (line.empty()) return reader.problem(fmt::format("--token-file: no token can be read from \"{}\"", *path));
  token = Secret(line);
}

void check(const TargetConfig& config, Reader& reader) {
  const Faults& faults = config.faults;
  if (faults.error_share + faults.drop_share + faults.late_share + faults.close_share > 1 + 1e-9) {
    reader.problem("the shares of --error-share, --drop-share, --late-share and --close-share are over 1 together");
  }
  if ((faults.stall_every.count() > 0) != (faults.stall_for.count() > 0)) {
    reader.problem("--stall-every and --stall-for need each other", "try --stall-every 10s --stall-for 2s");
  } else if (faults.stall_for.count() > 0 && faults.stall_for >= faults.stall_every) {
    reader.problem("--stall-for must be shorter than --stall-every");
  }
  if (faults.late_share > 0 && faults.late_by.count() == 0) {
    reader.problem("--late-share needs --late-by", "try --late-by 1.5s");
  }
  boost::system::error_code error;
  boost::asio::ip::make_address(config.bind, error);
  if (error) reader.problem(fmt::format("--bind: \"{}\" is not an address", config.bind), "try 127.0.0.1 or ::1");
  if (!config.base_path.starts_with('/') || config.base_path.ends_with('/')) {
    reader.problem(fmt::format("--base-path: \"{}\" must begin with a slash and not end with one", config.base_path));
  }
}

}  // namespace

std::span<const OptionSpec> target_options() { return options; }

TargetConfig read_target_config(const Settings& settings, Problems& problems) {
  Reader reader(settings, problems);
  TargetConfig config;
  config.bind = reader.text("bind").value_or(config.bind);
  config.base_path = reader.text("base-path").value_or(config.base_path);
  reader.count("port", config.port, 0, 65535);
  reader.count("processes", config.processes, 1, processes_max);
  read_token(reader, config.token);
  reader.duration("latency", config.faults.latency);
  reader.duration("jitter", config.faults.jitter);
  reader.duration("stall-every", config.faults.stall_every);
  reader.duration("stall-for", config.faults.stall_for);
  reader.rate("capacity", config.faults.capacity_per_s);
  reader.share("error-share", config.faults.error_share);
  reader.share("drop-share", config.faults.drop_share);
  reader.share("late-share", config.faults.late_share);
  reader.duration("late-by", config.faults.late_by);
  reader.share("close-share", config.faults.close_share);
  reader.limit("rate-limit", config.rate_limit);
  reader.duration("ping-every", config.ping_every);
  reader.duration("pong-timeout", config.pong_timeout);
  reader.count("pieces", config.pieces, 0, 1000);
  reader.duration("piece-gap", config.piece_gap);
  reader.count("seed", config.faults.seed, 0, UINT64_MAX);
  check(config, reader);
  return config;
}

}  // namespace loadtest::target
