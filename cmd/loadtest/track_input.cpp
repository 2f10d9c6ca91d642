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

/// What the file says and something typed excludes gives way to it; else a flag could only make a mistake of a file
/// that was right.
class Yielding {
 public:
  Yielding(const TrackFlags& flags, const CommandInput& typed, MergedInput& merged)
      : flags_(flags), typed_(typed), merged_(merged) {}

  void settle() {
    settle_load();
    for (const OptionSpec& option : flags_.type().options) {
      if (is_said(option.name)) drop_all(option.displaces);
    }
  }

 private:
  // A typed load is that of one model, whatever the file's was.
  void settle_load() {
    const bool by_sessions = is_typed("session-rate");
    if (is_typed("rate")) drop_all("think-time stage session-rate session-messages");
    if (by_sessions) drop_all("rate stage");
    if (is_typed("think-time") && !by_sessions && !merged_.input.given.has("session-rate")) {
      if (merged_.input.given.has("rate") || stages_are_of_a_rate()) drop("stage");
      drop_all("rate arrival backlog");
    }
    if (is_typed("duration") || is_typed("ramp-up")) drop("stage");
    if (is_typed("stage")) drop_all("duration ramp-up");
  }

  bool is_typed(std::string_view name) const { return typed_.given.has(flags_.flag(name)); }
  bool is_said(std::string_view name) const { return is_typed(name) || typed_.environment.has(flags_.flag(name)); }

  bool stages_are_of_a_rate() const {
    const auto stages = merged_.input.given.all("stage");
    return std::any_of(stages.begin(), stages.end(),
                       [](const std::string& stage) { return stage.find('/') != std::string::npos; });
  }

  void drop(std::string_view name) {
    const auto origin = merged_.origins.find(name);
    if (origin == merged_.origins.end() || !origin->second.in_file) return;
    merged_.input.given.remove(name);
    merged_.input.settings.remove(name);
    merged_.origins.erase(origin);
  }

  void drop_all(std::string_view names) {
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find(' '));
      drop(name);
      names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
  }

  const TrackFlags& flags_;
  const CommandInput& typed_;
  MergedInput& merged_;
};

}  // namespace

MergedInput merge_track(const TrackFlags& flags, const CommandInput& typed, const FileTrack& track) {
  MergedInput merged;
  for (const OptionSpec& option : run_options(flags.type())) {
    const std::string flag = flags.flag(option.name);
    const auto found = track.values.find(option.name);
    if (typed.given.has(flag)) {
      take_typed(option, flag, typed, merged);
    } else if (typed.environment.has(flag)) {
      for (const std::string& value : typed.environment.all(flag)) merged.input.settings.add(option.name, value);
      merged.origins[std::string(option.name)] = {"$" + std::string(option.environment)};
    } else if (found != track.values.end()) {
      take_file(option, found->second, merged);
    } else if (const auto usual = usual_value(option)) {
      merged.input.settings.add(option.name, std::string(*usual));
    }
  }
  Yielding(flags, typed, merged).settle();
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
