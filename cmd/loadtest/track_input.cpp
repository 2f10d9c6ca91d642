#include "loadtest/track_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

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

bool stages_are_of_a_rate(const CommandInput& input) {
  const auto stages = input.given.all("stage");
  return std::any_of(stages.begin(), stages.end(),
                     [](const std::string& stage) { return stage.find('/') != std::string::npos; });
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
  const auto drop_all = [&](std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) drop(name);
  };
  const auto is_typed = [&](std::string_view name) { return typed.given.has(flags.flag(name)); };
  const auto is_said = [&](std::string_view name) { return is_typed(name) || typed.environment.has(flags.flag(name)); };
  const bool by_sessions = is_typed("session-rate");
  if (is_typed("rate")) drop_all({"think-time", "stage", "session-rate", "session-messages"});
  if (by_sessions) drop_all({"rate", "stage"});
  if (is_typed("think-time") && !by_sessions && !merged.input.given.has("session-rate")) {
    if (merged.input.given.has("rate") || stages_are_of_a_rate(merged.input)) drop("stage");
    drop_all({"rate", "arrival", "backlog"});
  }
  if (is_typed("duration") || is_typed("ramp-up")) drop("stage");
  if (is_typed("stage")) drop_all({"duration", "ramp-up"});
  // Tokens come from one place.
  if (is_said("token") || is_said("token-file")) {
    drop_all({"token", "token-file", "jwt-secret-file", "jwt-claims", "jwt-ttl", "jwt-subjects"});
  }
  if (is_said("jwt-secret-file")) drop_all({"token", "token-file"});
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
