#include "loadtest/read_sweep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/text.h"
#include "loadtest/option_reader.h"

namespace loadtest {
namespace {

using What = Sweep::Axis::What;

constexpr std::uint64_t swept_users_max = 1'000'000, swept_pool_max = 10'000;

/// One setting of a track whose values may be given, by the names that it has.
struct Swept {
  What what;
  std::size_t track;
  std::string option, flag, of_track;
};

std::vector<Swept> what_may_be_swept(const Scenario& scenario, std::span<const TrackFlags> flags) {
  std::vector<Swept> all;
  for (std::size_t i = 0; i < scenario.tracks.size(); ++i) {
    const OptionRoles& roles = flags[i].type().roles;
    const auto add = [&](What what, std::string_view option) {
      if (!option.empty())
        all.push_back(
            {what, i, std::string(option), flags[i].flag(option), scenario.tracks[i].name + "." + std::string(option)});
    };
    add(What::users, roles.users);
    add(What::rate, "rate");
    add(What::pool, roles.pool);
  }
  return all;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Result<double> parse_swept(What what, std::string_view text) {
  if (what == What::rate) {
    if (text == "0" || text == "0/s") return 0.0;
    return parse_rate(text);
  }
  const auto count = parse_count(text, 1, what == What::users ? swept_users_max : swept_pool_max);
  if (!count) return tl::unexpected(count.error());
  return static_cast<double>(*count);
}

class SweepReader {
 public:
  SweepReader(const Scenario& scenario, std::span<const TrackFlags> flags, const CommandInput& input,
              std::string_view option, Problems& problems)
      : flags_(flags),
        input_(input),
        option_(option),
        all_(what_may_be_swept(scenario, flags)),
        reader_(input, nullptr, problems) {}

  Sweep read(std::string_view text, std::size_t axes) {
    Sweep sweep;
    const auto parts = axes == 1 ? std::vector{text} : parts_of(text, ':');
    if (parts.size() != axes)
      reader_.problem(option_, fmt::format("\"{}\" is no pair of settings", escape_foreign(text, 60)),
                      "try users=20,50,100:db-rate=0,100,200");
    else
      for (const std::string_view part : parts) read_axis(part, sweep);
    if (sweep.axes.size() == 2 && sweep.axes[0].key == sweep.axes[1].key)
      reader_.problem(option_, "both sides set " + sweep.axes[0].key, "they are two different settings");
    const Nanos least = LevelTiming::duration_min;
    if (reader_.given("duration")) sweep.timing.duration = reader_.duration("duration").value_or(sweep.timing.duration);
    if (sweep.timing.duration < least) reader_.problem("duration", "each run needs half a second at least", "try 20s");
    if (reader_.given("ramp-up")) sweep.timing.ramp_up = reader_.duration("ramp-up");
    if (reader_.given("warm-up")) sweep.timing.settle = reader_.duration("warm-up");
    refuse_others(sweep);
    return sweep;
  }

 private:
  void read_axis(std::string_view text, Sweep& sweep) {
    const std::size_t equals = text.find('=');
    const std::string_view key = text.substr(0, equals);
    const auto swept =
        std::ranges::find_if(all_, [&](const Swept& one) { return key == one.flag || key == one.of_track; });
    if (swept == all_.end()) {
      std::vector<std::string_view> names;
      for (const Swept& one : all_) names.push_back(one.flag);
      return reader_.problem(option_, fmt::format("\"{}\" is nothing that can be swept", escape_foreign(key, 40)),
                             fmt::format("try {}", fmt::join(names, ", ")));
    }
    Sweep::Axis axis{swept->what, std::string(key), swept->track, swept->option, {}};
    if (equals == std::string_view::npos)
      return reader_.problem(option_, fmt::format("{} has no values", key), fmt::format("try {}=10,20,40", key));
    for (const std::string_view value : parts_of(text.substr(equals + 1), ',')) {
      const auto parsed = parse_swept(axis.what, value);
      if (!parsed) return reader_.problem(option_, parsed.error().message, parsed.error().hint);
      axis.values.push_back(*parsed);
    }
    sweep.axes.push_back(std::move(axis));
  }

  // What cannot be meant beside it.
  void refuse_others(const Sweep& sweep) {
    const std::string with = fmt::format("cannot be combined with --{}", option_);
    const auto refuse = [&](const std::string& name, std::string_view why, const char* hint) {
      if (input_.given.has(name)) reader_.problem(name, fmt::format("{}{}", with, why), hint);
    };
    refuse("baseline", ", whose runs are unlike any other", "compare its result with loadtest compare --force");
    refuse("together-only", ", in whose runs all tracks work together anyway", "leave it out");
    for (const TrackFlags& flags : flags_) {
      const std::string_view starts = flags.type().roles.starts_max;
      if (!starts.empty())
        refuse(flags.flag(starts), ", whose runs end by time", "--duration says how long each takes");
    }
    for (const Sweep::Axis& axis : sweep.axes) {
      if (axis.what == What::rate)
        refuse(flags_[axis.track].flag("think-time"), fmt::format(" {}", axis.key), "it is the closed model's rhythm");
      refuse(flags_[axis.track].flag(axis.option), fmt::format(" {}", axis.key), "its values are those of the sweep");
    }
  }

  std::span<const TrackFlags> flags_;
  const CommandInput& input_;
  const std::string_view option_;
  const std::vector<Swept> all_;
  OptionReader reader_;
};

}  // namespace

std::optional<Sweep> read_sweep(const Scenario& scenario, std::span<const TrackFlags> flags, const CommandInput& input,
                                Problems& problems) {
  const auto one = input.given.get("sweep"), two = input.given.get("matrix");
  if (one && two)
    OptionReader(input, nullptr, problems)
        .problem("matrix", "cannot be combined with --sweep", "leave one of them out");
  if (two) return SweepReader(scenario, flags, input, "matrix", problems).read(*two, 2);
  if (one) return SweepReader(scenario, flags, input, "sweep", problems).read(*one, 1);
  return std::nullopt;
}

}  // namespace loadtest
