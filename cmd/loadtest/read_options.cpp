#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/random.h"
#include "core/units.h"
#include "loadtest/host.h"
#include "loadtest/load_options.h"

namespace loadtest {
namespace {

constexpr std::uint64_t users_max = 1'000'000, backlog_max = 10'000'000, threads_max = 1024;
constexpr std::uint64_t starts_limit = 1'000'000'000'000;
// Whole numbers up to here survive every reader of JSON.
constexpr std::uint64_t seed_max = (std::uint64_t{1} << 53) - 1;

/// Values of options as what they mean; what is wrong becomes a problem and counts as not given.
class Reader {
 public:
  Reader(const CommandInput& input, Problems& problems) : input_(input), problems_(problems) {}

  bool given(std::string_view name) const { return input_.given.has(name); }

  std::optional<std::uint64_t> count(std::string_view name, std::uint64_t min, std::uint64_t max) {
    return read<std::uint64_t>(name, [&](const std::string& text) { return parse_count(text, min, max); });
  }
  std::optional<Nanos> duration(std::string_view name) {
    return read<Nanos>(name, [](const std::string& text) { return parse_duration(text); });
  }
  std::optional<Nanos> duration_above_0(std::string_view name, std::string_view why, std::string hint = {}) {
    return read<Nanos>(name, [&](const std::string& text) -> Result<Nanos> {
      auto parsed = parse_duration(text);
      if (parsed && *parsed == Nanos(0)) return fail(ErrorKind::usage, std::string(why), hint);
      return parsed;
    });
  }
  std::optional<double> rate(std::string_view name) {
    return read<double>(name, [](const std::string& text) { return parse_rate(text); });
  }
  void problem(std::string_view name, std::string what, std::string hint = {}) {
    problems_.push_back({ErrorKind::usage, fmt::format("--{}: {}", name, what), std::move(hint)});
  }

 private:
  template <class T, class Parse>
  std::optional<T> read(std::string_view name, Parse parse) {
    const auto text = input_.settings.get(name);
    if (!text) return std::nullopt;
    Result<T> parsed = parse(*text);
    if (parsed) return *parsed;
    problem(name, parsed.error().message, parsed.error().hint);
    return std::nullopt;
  }

  const CommandInput& input_;
  Problems& problems_;
};

// A run that ends by a count has no length to take a quarter of.
Nanos default_ramp_up(const LoadProfile& profile) {
  if (profile.duration >= LoadProfile::no_end) return Nanos(0);
  return std::min(Nanos(std::chrono::milliseconds(20)) * profile.users, profile.end() / 4);
}

Arrival read_arrival(const CommandInput& input, Reader& reader) {
  const std::string text = input.settings.get_or("arrival", "regular");
  if (text != "regular" && text != "poisson") {
    reader.problem("arrival", fmt::format("\"{}\" is not a kind of arrival", text), "try regular or poisson");
  }
  return text == "poisson" ? Arrival::poisson : Arrival::regular;
}

void read_model(const CommandInput& input, Reader& reader, LoadProfile& profile) {
  const Nanos think_time = reader.duration("think-time").value_or(std::chrono::seconds(2));
  const auto rate = reader.rate("rate");
  const Arrival arrival = read_arrival(input, reader);
  const auto backlog = reader.count("backlog", 0, backlog_max);
  if (!reader.given("rate")) {
    profile.model = ClosedModel{think_time};
    for (const std::string_view name : {"arrival", "backlog"}) {
      if (reader.given(name)) reader.problem(name, "belongs to the open model", "add --rate");
    }
    return;
  }
  if (reader.given("think-time")) {
    reader.problem("think-time", "cannot be combined with --rate",
                   "--think-time is the closed model's rhythm, --rate the open model's");
  }
  // A ramp-up that takes the whole run is told by the profile itself.
  OpenModel model = constant_rate(rate.value_or(1), std::min(profile.ramp_up, profile.end()), profile.end(), arrival);
  if (backlog) model.backlog_max = *backlog;
  profile.model = std::move(model);
}

// By time, by count, or by whichever comes first.
void read_end(const OptionRoles& roles, Reader& reader, LoadProfile& profile) {
  profile.duration =
      reader.duration_above_0("duration", "a run needs a duration above 0", "try 60s").value_or(LoadProfile::no_end);
  if (roles.starts_max.empty()) return;
  profile.starts_max = reader.count(roles.starts_max, 1, starts_limit);
  if (!profile.starts_max && !reader.given("duration")) profile.starts_max = roles.starts_default;
}

LoadProfile read_profile(const OptionRoles& roles, const CommandInput& input, Reader& reader) {
  LoadProfile profile;
  profile.users = static_cast<std::uint32_t>(reader.count(roles.users, 1, users_max).value_or(1));
  profile.warm_up = reader.duration("warm-up").value_or(Nanos(0));
  read_end(roles, reader, profile);
  profile.ramp_up = reader.duration("ramp-up").value_or(default_ramp_up(profile));
  profile.graceful_stop = reader.duration("graceful-stop").value_or(std::chrono::seconds(10));
  read_model(input, reader, profile);
  return profile;
}

std::map<std::string, std::string> read_labels(const CommandInput& input, Reader& reader) {
  std::map<std::string, std::string> labels;
  for (const std::string& text : input.settings.all("label")) {
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

std::string new_run_id(std::uint64_t seed) {
  const auto now = std::chrono::system_clock::now();
  const auto entropy = mix64(seed ^ static_cast<std::uint64_t>(now.time_since_epoch().count()) ^
                             static_cast<std::uint64_t>(getpid()) << 32);
  return make_run_id(now, static_cast<std::uint32_t>(entropy));
}

}  // namespace

Scenario read_scenario(const WorkloadType& type, const CommandInput& input, Problems& problems) {
  Reader reader(input, problems);
  Scenario scenario;
  scenario.name = input.settings.get_or("name", type.name);
  scenario.labels = read_labels(input, reader);
  scenario.default_criteria = !reader.given("no-default-criteria");
  scenario.strict = reader.given("strict");
  scenario.embedded = reader.given("embedded") && !reader.given(type.roles.address);
  const auto thresholds = input.settings.all("threshold");
  scenario.thresholds.assign(thresholds.begin(), thresholds.end());
  scenario.seed = reader.count("seed", 0, seed_max).value_or(random_seed());
  scenario.run_id = new_run_id(scenario.seed);
  const unsigned cpus = this_host().cpus;
  const unsigned usual = scenario.embedded ? std::max(cpus - 1, 1u) : cpus;
  scenario.threads = static_cast<unsigned>(reader.count("threads", 1, threads_max).value_or(usual));

  TrackSpec& track = scenario.tracks.emplace_back();
  track.name = type.name;
  track.workload = type.name;
  track.profile = read_profile(type.roles, input, reader);
  constexpr std::string_view no_time = "0 leaves no time for an answer";
  track.connect_timeout =
      reader.duration_above_0("connect-timeout", no_time, "try 10s").value_or(std::chrono::seconds(10));
  track.reply_timeout = reader.duration_above_0("reply-timeout", no_time, "try 10s").value_or(std::chrono::seconds(10));
  for (const OptionSpec& option : type.options) {
    for (const std::string& value : input.settings.all(option.name)) track.options.add(option.name, value);
  }
  return scenario;
}

// Also where neither exists yet.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  return std::filesystem::weakly_canonical(a, error) == std::filesystem::weakly_canonical(b, error);
}

OutputOptions read_output_options(const CommandInput& input, Problems& problems) {
  Reader reader(input, problems);
  OutputOptions options;
  for (const std::string& path : input.settings.all("out")) {
    const auto same = [&](const std::string& other) { return same_file(path, other); };
    if (std::any_of(options.out.begin(), options.out.end(), same)) {
      reader.problem("out", fmt::format("\"{}\" is given twice", path));
    } else {
      options.out.push_back(path);
    }
  }
  options.log_file = input.settings.get_or("log-file", "");
  if (reader.given("log-file") && !std::ofstream(options.log_file, std::ios::app)) {
    reader.problem("log-file", fmt::format("\"{}\" cannot be written", options.log_file),
                   "does its folder exist, and may you write there?");
  }
  options.quiet = reader.given("quiet");
  options.verbose = reader.given("verbose");
  if (options.quiet && options.verbose) reader.problem("quiet", "cannot be combined with --verbose");
  options.color = !reader.given("no-color");
  options.json = reader.given("json");
  options.dry_run = reader.given("dry-run");
  return options;
}

}  // namespace loadtest
