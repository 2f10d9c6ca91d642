// The effective scenario as a scenario file that gives the same run.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/segment.h"
#include "core/units.h"
#include "loadtest/file_scenario.h"
#include "loadtest/show_scenario.h"
#include "loadtest/terminal.h"
#include "report/layout.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

constexpr std::size_t origins_from = 44;  // the column

// Whether YAML would take this for something else than itself. Beyond ASCII, that it can be escaped where it is
// printed.
bool needs_quotes(std::string_view text) {
  constexpr std::string_view special = "!&*?|>%@`'\"#,[]{}-:";
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return true;
  if (special.find(text.front()) != std::string_view::npos &&
      !(text.front() == '-' && text.size() > 1 && text[1] != ' '))
    return true;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return true;
  return text == "null" || text == "~" ||
         std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; });
}

std::string yaml_quoted(std::string_view text) {
  if (!needs_quotes(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
  }
  return quoted + '"';
}

// ${ would be filled in where the text is read.
std::string value_text(std::string_view text) {
  std::string value = yaml_quoted(text);
  for (std::size_t at = value.find("${"); at != std::string::npos; at = value.find("${", at + 3)) value.insert(at, "$");
  return value;
}

class ScenarioWriter {
 public:
  ScenarioWriter(const Scenario& scenario, bool with_origins) : scenario_(scenario), with_origins_(with_origins) {}

  std::string write() {
    add(0, "name", scenario_.name, from(scenario_.origins, "name"));
    if (!scenario_.labels.empty()) text_ += "labels:\n";
    for (const auto& [key, value] : scenario_.labels) {
      add(2, yaml_quoted(key), value, from_list("label", key + "=" + value));
    }
    add(0, "seed", std::to_string(scenario_.seed), from(scenario_.origins, "seed"));
    add(0, "threads", std::to_string(scenario_.threads), from(scenario_.origins, "threads"));
    if (!scenario_.segment.whole()) {
      add(0, "segment", segment_name(scenario_.segment), from(scenario_.origins, "segment"));
    }
    if (scenario_.start_at)
      add(0, "start_at", format_instant(*scenario_.start_at), from(scenario_.origins, "start-at"));
    text_ += "tracks:\n";
    const std::vector<ShownTrack> shown = show_tracks(scenario_);
    for (std::size_t i = 0; i < shown.size(); ++i) write_track(scenario_.tracks[i], shown[i]);
    write_phases();
    write_search();
    write_sweep();
    add(0, "default_criteria", scenario_.default_criteria ? "true" : "false",
        from(scenario_.origins, "no-default-criteria"));
    if (scenario_.strict) add(0, "strict", "true", from(scenario_.origins, "strict"));
    if (!scenario_.thresholds.empty()) text_ += "thresholds:\n";
    for (const std::string& threshold : scenario_.thresholds) {
      add_line("  - " + value_text(threshold), from_list("threshold", threshold));
    }
    return std::move(text_);
  }

 private:
  static constexpr std::string_view usual = "usual";

  static std::string from(const Origins& origins, std::string_view option) {
    const auto found = origins.find(option);
    return found == origins.end() ? std::string(usual) : found->second.where;
  }

  // Of several, some may be typed and some the file's.
  std::string from_list(const std::string& option, const std::string& value) const {
    const std::string of_its_own = from(scenario_.origins, option + " " + value);
    return of_its_own == usual ? from(scenario_.origins, option) : of_its_own;
  }

  void add_line(std::string line, const std::string& origin) {
    if (with_origins_ && !origin.empty()) line = fmt::format("{:<{}}  # {}", line, origins_from, origin);
    text_ += line + "\n";
  }

  void add(int indent, std::string_view key, std::string_view value, const std::string& origin) {
    add_line(fmt::format("{:{}}{}: {}", "", indent, key, value_text(value)), origin);
  }

  void write_track(const TrackSpec& track, const ShownTrack& shown) {
    const WorkloadType* type = find_workload(workload_catalog(), track.workload);
    add(2, "- name", track.name, "");
    add(4, "workload", track.workload, "");
    if (track.start_after > Nanos(0)) add(4, "start_after", format_duration(track.start_after), "");
    if (track.embedded) add(4, "embedded", "true", "");
    write_options(track, shown, type);
    text_ += "    load:\n";
    const auto has = [&](std::string_view key) {
      return std::any_of(shown.load.begin(), shown.load.end(), [&](const auto& pair) { return pair.first == key; });
    };
    for (const auto& [key, value] : shown.load) {
      if (has("stages") && (key == "duration" || key == "ramp_up")) continue;  // the stages say that
      if (has("start_users") && key == "users") continue;
      if (has("stages") && key == "rate" && value == "0/s") continue;  // which is where they begin
      if (key == "stages") {
        write_stages(value, from(track.origins, "stage"), !has("start_users"));
      } else if (key != "start_users") {
        add(6, key, value, from(track.origins, option_of_load(key, type)));
      } else if (value != "0") {
        add(6, "users", value, from(track.origins, option_of_load("users", type)));
      }
    }
  }

  static std::string option_of_load(const std::string& key, const WorkloadType* type) {
    std::string option = key;
    std::replace(option.begin(), option.end(), '_', '-');
    if (type != nullptr && option == "users") option = type->roles.users;
    if (type != nullptr && option == "starts") option = type->roles.starts_max;
    return option;
  }

  // "30s:100, 0s:20", as a list.
  void write_stages(std::string_view stages, const std::string& origin, bool of_rate) {
    add_line("      stages:", origin);
    while (!stages.empty()) {
      const std::string_view stage = stages.substr(0, stages.find(", "));
      stages.remove_prefix(std::min(stage.size() + 2, stages.size()));
      const std::size_t colon = stage.find(':');
      text_ += fmt::format("        - {{ for: {}, {}: {} }}\n", stage.substr(0, colon), of_rate ? "rate" : "users",
                           stage.substr(colon + 1));
    }
  }

  // What says how the load comes stands there, and an embedded backend has an address of its own.
  void write_options(const TrackSpec& track, const ShownTrack& shown, const WorkloadType* type) {
    const ScenarioTables tables = scenario_tables();
    bool begun = false;
    std::string before;
    for (const auto& [option, value] : shown.options) {
      if (type == nullptr || is_load_option(tables, *type, option)) continue;
      if (track.embedded && option == type->roles.address) continue;
      if (!std::exchange(begun, true)) text_ += "    options:\n";
      const auto same = [&](const auto& pair) { return pair.first == option; };
      const bool several = std::count_if(shown.options.begin(), shown.options.end(), same) > 1;
      const std::string origin = from(track.origins, option);
      if (several && std::exchange(before, option) != option) text_ += "      " + key_of(option) + ":\n";
      if (several) {
        add_line("        - " + value_text(value), origin);
      } else {
        add(6, key_of(option), value, origin);
      }
    }
  }

  void write_phases() {
    if (scenario_.search || scenario_.sweep) return;  // those of its levels
    if (!scenario_.phases.empty()) text_ += "phases:\n";
    for (const Phase& phase : scenario_.phases) {
      add(2, "- name", phase.name, "");
      add(4, "from", format_duration(phase.from), "");
      text_ += fmt::format("    tracks: [{}]\n", active_tracks(phase));
      if (phase.settle > Nanos(0)) add(4, "settle", format_duration(phase.settle), "");
      if (phase.judged) add(4, "judged", "true", "");
    }
  }

  void write_search() {
    if (!scenario_.search) return;
    const Search& search = *scenario_.search;
    const auto level = [&](double value) {
      return search.what == Search::What::rate ? fmt::format("{}/s", value) : fmt::format("{}", value);
    };
    const auto add_find = [&](std::string_view key, std::string_view value) {
      add(2, key, value, from(scenario_.origins, "find-" + std::string(key)));
    };
    text_ += "find:\n";
    add_find("max",
             scenario_.tracks[search.track_of(scenario_).value_or(0)].name + "." + std::string(name_of(search.what)));
    add_find("from", level(search.from));
    add_find("to", level(search.to));
    add_find("duration", format_duration(search.level_duration));
    add_find("repeats", std::to_string(search.repeats));
    add_find("precision", fmt::format("{}%", search.precision * 100));
  }

  // Of the command line alone, so no key of a file.
  void write_sweep() {
    if (!scenario_.sweep) return;
    const Sweep& sweep = *scenario_.sweep;
    std::vector<std::string> axes;
    for (const Sweep::Axis& axis : sweep.axes)
      axes.push_back(fmt::format("{}={}", axis.key, fmt::join(axis.values, ",")));
    text_ += fmt::format("# --{} {}: a run of {} for each\n", sweep.matrix() ? "matrix" : "sweep", fmt::join(axes, ":"),
                         format_duration(sweep.timing.duration));
  }

  std::string active_tracks(const Phase& phase) const {
    std::string names;
    for (std::size_t i = 0; i < scenario_.tracks.size(); ++i) {
      if (phase.has(i)) names += (names.empty() ? "" : ", ") + yaml_quoted(scenario_.tracks[i].name);
    }
    return names;
  }

  const Scenario& scenario_;
  bool with_origins_;
  std::string text_;
};

}  // namespace

std::string scenario_text(const Scenario& scenario, std::span<const std::string> remarks, const Redactor& redactor,
                          bool with_origins) {
  std::string text = ScenarioWriter(scenario, with_origins).write();
  for (const std::string& remark : remarks) text += fmt::format("# {}\n", remark);
  text = redactor.redact(std::move(text));
  return unicode_locale() ? text : escape_beyond_ascii(text);
}

}  // namespace loadtest
