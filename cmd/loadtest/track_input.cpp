#include "loadtest/track_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "judge/threshold.h"
#include "loadtest/load_options.h"

namespace loadtest {
namespace {

void take_typed(const OptionSpec& option, std::string_view flag, const CommandInput& typed, MergedInput& merged) {
  for (const std::string& value : typed.given.all(flag)) {
    merged.input.given.add(option.name, value);
    merged.input.settings.add(option.name, value);
  }
  merged.origins[std::string(option.name)] = {"--" + std::string(flag)};
}

void take_file(const OptionSpec& option, const FileValue& value, MergedInput& merged) {
  for (const std::string& text : value.texts) {
    merged.input.given.add(option.name, text);
    merged.input.settings.add(option.name, text);
  }
  merged.origins[std::string(option.name)] = {value.places.back(), true};
}

// The environment's token stands for the file's list of them.
bool displaced(const OptionSpec& option, std::span<const OptionSpec> all, const TrackFlags& flags,
               const CommandInput& typed) {
  return std::any_of(all.begin(), all.end(), [&](const OptionSpec& other) {
    return other.yields_to == option.name && typed.environment.has(flags.flag(other.name));
  });
}

std::string measure_of(const std::string& text) {
  const auto threshold = Threshold::parse(text);
  if (!threshold) return text;
  const int statistic = threshold->statistic ? static_cast<int>(*threshold->statistic) : -1;
  return fmt::format("{}.{}.{}.{}", threshold->track, threshold->operation, static_cast<int>(threshold->measure),
                     statistic);
}

// The key of a label, the measure of a threshold: what a typed one takes the place of.
std::string subject_of(const OptionSpec& option, const std::string& text) {
  if (option.name == "label") return text.substr(0, text.find('='));
  return option.name == "threshold" ? measure_of(text) : text;
}

void add_up(const OptionSpec& option, const FileValue& value, const CommandInput& typed, MergedInput& merged) {
  const auto ours = typed.given.all(option.name);
  for (std::size_t i = 0; i < value.texts.size(); ++i) {
    const std::string subject = subject_of(option, value.texts[i]);
    const auto same = [&](const std::string& other) { return subject_of(option, other) == subject; };
    if (std::none_of(ours.begin(), ours.end(), same)) {
      take_file(option, {{value.texts[i]}, {value.places[i]}}, merged);
      merged.origins[std::string(option.name) + " " + value.texts[i]] = {value.places[i], true};
    }
  }
  if (!ours.empty()) take_typed(option, option.name, typed, merged);
}

}  // namespace

MergedInput merge_track(const TrackFlags& flags, const CommandInput& typed, const FileTrack& track) {
  MergedInput merged;
  const auto all = run_options(flags.type());
  for (const OptionSpec& option : all) {
    const std::string flag = flags.flag(option.name);
    const auto found = track.values.find(option.name);
    if (typed.given.has(flag)) {
      take_typed(option, flag, typed, merged);
    } else if (typed.environment.has(flag)) {
      for (const std::string& value : typed.environment.all(flag)) merged.input.settings.add(option.name, value);
      merged.origins[std::string(option.name)] = {"$" + std::string(option.environment)};
    } else if (found != track.values.end() && !displaced(option, all, flags, typed)) {
      take_file(option, found->second, merged);
    } else if (const auto usual = usual_value(option)) {
      merged.input.settings.add(option.name, std::string(*usual));
    }
  }
  // A typed load is that of one model, whatever the file's was.
  const auto drop = [&](std::string_view name) {
    if (const auto origin = merged.origins.find(name); origin != merged.origins.end() && origin->second.in_file) {
      merged.input.given.remove(name);
      merged.input.settings.remove(name);
      merged.origins.erase(origin);
    }
  };
  if (typed.given.has(flags.flag("rate"))) {
    for (const std::string_view name : {"think-time", "stage"}) drop(name);
  }
  if (typed.given.has(flags.flag("think-time"))) {
    for (const std::string_view name : {"rate", "arrival", "backlog"}) drop(name);
  }
  if (typed.given.has("duration") || typed.given.has("ramp-up")) drop("stage");
  if (typed.given.has(flags.flag("stage"))) {
    for (const std::string_view name : {"duration", "ramp-up"}) drop(name);
  }
  return merged;
}

MergedInput merge_run(const CommandInput& typed, const FileValues& values) {
  MergedInput merged;
  for (const OptionSpec& option : shared_options()) {
    const auto found = values.find(option.name);
    if (found != values.end() && option.repeatable) {
      add_up(option, found->second, typed, merged);
    } else if (typed.given.has(option.name)) {
      take_typed(option, option.name, typed, merged);
    } else if (found != values.end()) {
      take_file(option, found->second, merged);
    } else if (const auto usual = usual_value(option)) {
      merged.input.settings.add(option.name, std::string(*usual));
    }
  }
  return merged;
}

}  // namespace loadtest
