#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/random.h"
#include "core/text.h"
#include "loadtest/comparison_options.h"
#include "loadtest/host.h"
#include "loadtest/load_options.h"
#include "loadtest/option_reader.h"
#include "loadtest/problems.h"
#include "loadtest/read_search.h"
#include "loadtest/read_sweep.h"

namespace loadtest {
namespace {

constexpr std::uint64_t threads_max = 1024;
// Whole numbers up to here survive every reader of JSON.
constexpr std::uint64_t seed_max = (std::uint64_t{1} << 53) - 1;
constexpr std::uint64_t segments_seed = 1;
constexpr Nanos ahead_max = std::chrono::hours(24 * 365);

std::map<std::string, std::string> read_labels(OptionReader& reader) {
  std::map<std::string, std::string> labels;
  for (const std::string& text : reader.all("label")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      reader.problem("label", fmt::format("\"{}\" is not a label", text), "try branch=main");
    } else if (!labels.emplace(text.substr(0, equals), text.substr(equals + 1)).second) {
      reader.problem("label", fmt::format("\"{}\" is given twice", text.substr(0, equals)));
    }
  }
  return labels;
}

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 16 | (device() & 0xffff)) & seed_max;
}

std::optional<Instant> read_start(OptionReader& reader) {
  const auto start = reader.instant("start-at");
  if (!start) return std::nullopt;
  const Nanos ahead = *start - std::chrono::system_clock::now();
  const std::string text = "\"" + escape_foreign(reader.text("start-at", ""), 60) + "\"";
  if (ahead <= Nanos(0)) {
    const Nanos ago = std::chrono::duration_cast<std::chrono::milliseconds>(-ahead);
    reader.problem("start-at", fmt::format("{} is past by {}", text, format_duration(ago)),
                   "leave every machine the time to get ready, a minute ahead say");
  } else if (ahead > ahead_max) {
    reader.problem("start-at", text + " is more than a year ahead", "Unix time counts in seconds");
  }
  return start;
}

std::string new_run_id(std::uint64_t seed) {
  const auto now = std::chrono::system_clock::now();
  const auto entropy = mix64(seed ^ static_cast<std::uint64_t>(now.time_since_epoch().count()) ^
                             static_cast<std::uint64_t>(getpid()) << 32);
  return make_run_id(now, static_cast<std::uint32_t>(entropy));
}

// Where the options that are for this track were said.
Origins origins_of(const TrackFlags& flags, const CommandInput& input) {
  Origins origins;
  for (const OptionSpec& option : run_options(flags.type())) {
    const std::string flag = flags.flag(option.name);
    if (input.given.has(flag)) {
      origins[std::string(option.name)] = {"--" + flag};
    } else if (input.environment.has(flag)) {
      origins[std::string(option.name)] = {"$" + std::string(option.environment)};
    }
  }
  return origins;
}

}  // namespace

TrackSpec read_track(const TrackFlags& flags, EndsBy ends_by, const CommandInput& input, Problems& problems) {
  const WorkloadType& type = flags.type();
  OptionReader reader(input, &flags, problems);
  TrackSpec track;
  track.name = type.name;
  track.workload = type.name;
  track.profile = read_profile(type.roles, ends_by, reader);
  track.think_time_given = reader.given("think-time");
  track.staged = reader.given("stage");
  constexpr std::string_view no_time = "0 leaves no time for an answer";
  track.connect_timeout =
      reader.duration_above_0("connect-timeout", no_time, "try 10s").value_or(std::chrono::seconds(10));
  track.reply_timeout = reader.duration_above_0("reply-timeout", no_time, "try 10s").value_or(std::chrono::seconds(10));
  track.options = reader.options();
  track.origins = origins_of(flags, input);
  track.embedded = input.given.has("embedded") && !reader.given(type.roles.address);
  return track;
}

Scenario read_run(const CommandInput& input, std::string_view name, Problems& problems) {
  OptionReader reader(input, nullptr, problems);
  Scenario scenario;
  scenario.name = input.settings.get_or("name", name);
  scenario.labels = read_labels(reader);
  scenario.default_criteria = !reader.given("no-default-criteria");
  scenario.strict = reader.given("strict");
  const auto thresholds = input.settings.all("threshold");
  scenario.thresholds.assign(thresholds.begin(), thresholds.end());
  scenario.segment = reader.segment("segment").value_or(ShardSlot{});
  scenario.start_at = read_start(reader);
  // Shares of one run are drawn from one seed, and nobody tells the others what was drawn here.
  const std::uint64_t usual_seed = scenario.segment.whole() ? random_seed() : segments_seed;
  scenario.seed = reader.count("seed", 0, seed_max).value_or(usual_seed);
  scenario.run_id = new_run_id(scenario.seed);
  return scenario;
}

void read_threads(const CommandInput& input, Scenario& scenario, Problems& problems) {
  const unsigned cpus = this_host().cpus;
  const unsigned usual = scenario.embedded() ? std::max(cpus - 1, 1u) : cpus;
  const auto threads = OptionReader(input, nullptr, problems).count("threads", 1, threads_max);
  scenario.threads = static_cast<unsigned>(threads.value_or(usual));
}

Scenario read_scenario(std::span<const TrackFlags> flags, EndsBy ends_by, const CommandInput& input,
                       std::string_view name, Problems& problems) {
  Scenario scenario = read_run(input, name, problems);
  for (const OptionSpec& option : shared_options()) {
    if (input.given.has(option.name)) scenario.origins[std::string(option.name)] = {"--" + std::string(option.name)};
  }
  Problems found;
  for (const TrackFlags& track : flags) scenario.tracks.push_back(read_track(track, ends_by, input, found));
  add_new(problems, std::move(found));
  scenario.search = read_search(flags, input, problems);
  scenario.sweep = read_sweep(scenario, flags, input, problems);
  read_threads(input, scenario, problems);
  return scenario;
}

// Also where neither exists yet.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  const auto place = [&](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  };
  return place(a) == place(b);
}

void check_log_format(const CommandInput& input, Problems& problems) {
  const std::string format = input.settings.get_or("log-format", "text");
  if (format == "text" || format == "json") return;
  OptionReader(input, nullptr, problems)
      .problem("log-format", fmt::format("\"{}\" is no form of a log", escape_foreign(format, 60)), "try text or json");
}

OutputOptions read_output_options(const CommandInput& input, Problems& problems) {
  OptionReader reader(input, nullptr, problems);
  OutputOptions options;
  for (const std::string& path : input.settings.all("out")) {
    const auto same = [&](const std::string& other) { return same_file(path, other); };
    if (std::any_of(options.out.begin(), options.out.end(), same)) {
      reader.problem("out", fmt::format("\"{}\" is given twice", path));
    } else {
      options.out.push_back(path);
    }
  }
  options.live = input.settings.get_or("live", "");
  if (reader.given("live") && options.live.empty())
    reader.problem("live", "an address and a port are missing", "try --live=127.0.0.1:5665, or --live alone");
  options.log_file = input.settings.get_or("log-file", "");
  if (reader.given("log-file") && !std::ofstream(options.log_file, std::ios::app)) {
    reader.problem("log-file", fmt::format("\"{}\" cannot be written", options.log_file),
                   "does its folder exist, and may you write there?");
  }
  check_log_format(input, problems);
  options.quiet = reader.given("quiet");
  options.verbose = reader.given("verbose");
  if (options.quiet && options.verbose) reader.problem("quiet", "cannot be combined with --verbose");
  options.color = !reader.given("no-color");
  options.json = reader.given("json");
  options.github = !reader.given("no-github");
  options.dry_run = reader.given("dry-run");
  options.print_config = reader.given("print-config");
  const auto approved = input.settings.all("approve-production");
  options.approve_production.assign(approved.begin(), approved.end());
  options.exports = read_export_options(input, problems);
  options.observe = read_observe_options(input, problems);
  const auto baseline = input.settings.all("baseline");
  options.baseline.assign(baseline.begin(), baseline.end());
  options.limits = read_limits(input, problems);
  return options;
}

}  // namespace loadtest
