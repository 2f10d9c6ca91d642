#include "scenario/scenario_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "core/units.h"
#include "scenario/file_phases.h"

namespace loadtest {
namespace {

constexpr std::string_view switched_off_key = "default_criteria";

// A key may also be written as the option is.
std::string option_of(std::string_view key) {
  std::string option(key);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

bool looks_like_a_path(std::string_view text) {
  return text.find('/') != std::string_view::npos || std::filesystem::path(text).has_extension();
}

class FileReader {
 public:
  explicit FileReader(const ScenarioTables& tables) : tables_(tables) {}

  ScenarioFile read(YamlFile& file) {
    const YamlSpot root = file.root();
    read_variables(root["variables"], file);
    read_run(root);
    for (const YamlSpot& track : root.need("tracks").items()) read_track(track, root["load"]);
    if (root["tracks"].is_list() && file_.tracks.empty()) root["tracks"].wrong("a scenario needs at least one track");
    std::vector<std::string_view> names;
    for (const FileTrack& track : file_.tracks) names.push_back(track.name);
    file_.phases = read_phases(root["phases"], names);
    return std::move(file_);
  }

 private:
  static void read_variables(const YamlSpot& spot, YamlFile& file) {
    if (!spot.present()) return;
    for (const auto& [name, value] : spot.members()) {
      if (const auto text = value.text()) file.set_default(name, *text);
    }
  }

  void read_run(const YamlSpot& root) {
    const auto keys = run_keys(tables_);
    std::vector<std::string_view> known{"tracks", "load", "variables", "phases", "include"};
    for (const auto& [key, option] : keys) known.push_back(key);
    known.push_back("find");
    root.only(known);
    read_find(root["find"]);
    for (const auto& [key, option] : keys) {
      const YamlSpot spot = root[key];
      if (!spot.present()) continue;
      if (key == "labels") {
        read_labels(spot);
      } else if (key == switched_off_key) {
        if (spot.truth() == false) add(file_.run, option->name, "", spot);
      } else {
        read_value(*option, spot, file_.run);
      }
    }
  }

  void read_find(const YamlSpot& spot) {
    const auto keys = find_keys(tables_);
    std::vector<std::string_view> known;
    for (const auto& [key, option] : keys) known.push_back(key);
    spot.only(known);
    if (spot.is_map()) spot.need("max");
    for (const auto& [key, option] : keys) {
      if (spot[key].present()) read_value(*option, spot[key], file_.run);
    }
  }

  void read_labels(const YamlSpot& spot) {
    for (const auto& [key, value] : spot.members()) {
      if (const auto text = value.text()) add(file_.run, "label", key + "=" + *text, value);
    }
  }

  void read_track(const YamlSpot& spot, const YamlSpot& load_of_all) {
    spot.only({"name", "workload", "options", "load", "start_after", "embedded"});
    if (!spot.is_map()) return;
    FileTrack& track = file_.tracks.emplace_back();
    track.place = spot.place();
    std::vector<std::string_view> names;
    for (const WorkloadType* type : tables_.catalog) names.push_back(type->name);
    if (const auto which = spot.need("workload").word(names)) track.type = tables_.catalog[*which];
    track.name = spot["name"].text().value_or(track.type ? std::string(track.type->name) : "");
    check_name(spot, track.name);
    track.start_after = spot["start_after"].duration().value_or(Nanos(0));
    track.embedded = spot["embedded"].truth();
    if (track.type == nullptr) return;  // whose keys would that be?
    read_load(load_of_all, *track.type, true, track.values);
    read_load(spot["load"], *track.type, false, track.values);
    read_options(spot["options"], *track.type, track.values);
  }

  void check_name(const YamlSpot& spot, const std::string& name) {
    const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
    if (!std::all_of(name.begin(), name.end(), allowed) || name.empty()) {
      if (spot["name"].present()) {
        spot["name"].wrong("\"" + escape_foreign(name, 60) + "\" is no name of a track",
                           "thresholds use it: letters, digits, _ and -");
      }
      return;
    }
    const auto same = [&](const FileTrack& other) { return &other != &file_.tracks.back() && other.name == name; };
    if (std::any_of(file_.tracks.begin(), file_.tracks.end(), same)) {
      (spot["name"].present() ? spot["name"] : spot)
          .wrong("two tracks are called \"" + name + "\"", "give each its own name");
    }
  }

  // What is said for all tracks is passed over where it is not for this workload.
  void read_load(const YamlSpot& spot, const WorkloadType& type, bool for_all, FileValues& values) {
    if (!spot.present()) return;
    const auto keys = load_keys(tables_, type);
    std::vector<std::string> names{"users", "stages"};
    if (!type.roles.starts_max.empty()) names.emplace_back("starts");
    for (const OptionSpec* option : keys) names.push_back(key_of(option->name));
    std::vector<std::string_view> known(names.begin(), names.end());
    std::vector<std::string> for_others;
    if (for_all) {
      for (const WorkloadType* other : tables_.catalog) {
        for (const OptionSpec* option : load_keys(tables_, *other)) for_others.push_back(key_of(option->name));
      }
      for_others.emplace_back("starts");
      known.insert(known.end(), for_others.begin(), for_others.end());
    }
    check_keys(spot, known, keys);
    if (!spot.is_map()) return;
    for (const auto& [key, value] : spot.members()) {
      std::string name = option_of(key);
      if (name == "users") name = type.roles.users;
      if (name == "starts") name = type.roles.starts_max;
      if (name == "stages") {
        read_stages(value, values);
        continue;
      }
      const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto* o) { return o->name == name; });
      if (found != keys.end()) read_value(**found, value, values);
    }
  }

  void check_keys(const YamlSpot& spot, std::span<const std::string_view> known,
                  std::span<const OptionSpec* const> options) {
    std::vector<std::string_view> all(known.begin(), known.end());
    for (const OptionSpec* option : options) all.push_back(option->name);  // with dashes, as typed
    spot.only(all, known);
  }

  // { for: 20s, users: 200 } is what --stage 20s:200 says.
  void read_stages(const YamlSpot& spot, FileValues& values) {
    values.erase("stage");
    for (const YamlSpot& stage : spot.items()) {
      stage.only({"for", "users", "rate"});
      if (!stage.is_map()) continue;
      const auto length = stage.need("for").duration();
      if (stage["users"].present() == stage["rate"].present()) {
        stage.wrong("a stage goes to a number of users or to a rate", "one of users and rate");
        continue;
      }
      const YamlSpot& target = stage["users"].present() ? stage["users"] : stage["rate"];
      auto text = target.text();
      if (text && stage["rate"].present() && text->find('/') == std::string::npos) *text += "/s";
      if (length && text) add(values, "stage", format_duration(*length) + ":" + *text, target);
    }
  }

  void read_options(const YamlSpot& spot, const WorkloadType& type, FileValues& values) {
    if (!spot.present()) return;
    const auto keys = option_keys(tables_, type);
    std::vector<std::string> names;
    for (const OptionSpec* option : keys) names.push_back(key_of(option->name));
    const std::vector<std::string_view> known(names.begin(), names.end());
    check_keys(spot, known, keys);
    if (!spot.is_map()) return;
    for (const auto& [key, value] : spot.members()) {
      const std::string name = option_of(key);
      const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto* o) { return o->name == name; });
      if (found != keys.end()) read_value(**found, value, values);
    }
  }

  void read_value(const OptionSpec& option, const YamlSpot& spot, FileValues& values) {
    if (option.value.empty()) {
      const auto on = spot.truth();
      if (on == true) add(values, option.name, "", spot);
      if (on == false) values.erase(std::string(option.name));
      return;
    }
    values.erase(std::string(option.name));
    const bool several = option.repeatable && spot.is_list();
    for (const YamlSpot& each : several ? spot.items() : std::vector<YamlSpot>{spot}) {
      if (auto text = each.text()) add(values, option.name, in_folder(option, std::move(*text), each), each);
    }
  }

  // Files are named from the folder of the file that names them.
  static std::string in_folder(const OptionSpec& option, std::string text, const YamlSpot& spot) {
    const bool file = option.value == "FILE";
    const bool perhaps = !file && option.value.find("FILE") != std::string_view::npos && looks_like_a_path(text);
    if ((!file && !perhaps) || text == "-" || text.empty() || std::filesystem::path(text).is_absolute()) return text;
    return (std::filesystem::path(spot.folder()) / text).string();
  }

  static void add(FileValues& values, std::string_view option, std::string text, const YamlSpot& spot) {
    FileValue& value = values[std::string(option)];
    value.texts.push_back(std::move(text));
    value.places.push_back(spot.place());
  }

  const ScenarioTables& tables_;
  ScenarioFile file_;
};

}  // namespace

ScenarioFile read_scenario_file(YamlFile& file, const ScenarioTables& tables) { return FileReader(tables).read(file); }

}  // namespace loadtest
