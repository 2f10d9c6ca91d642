#include "loadtest/load_options.h"

#include <algorithm>

#include "loadtest/comparison_options.h"
#include "loadtest/output_options.h"

namespace loadtest {
namespace {

namespace group {
constexpr std::string_view load = "Load", search = "Search", verdict = "Verdict";
}

// In the order in which the help shows them.
constexpr OptionSpec table[] = {
    {.name = "embedded",
     .value = "",
     .fallback = "",
     .help =
         "start the reference backend, run against it, stop it; an address typed as a flag is used instead, one from "
         "the environment is not"},
    {.name = "users",
     .value = "N",
     .fallback = "10",
     .help = "virtual users, each with a session of its own, 1 to 1000000",
     .group = group::load},
    {.name = "duration",
     .value = "T",
     .fallback = "60s",
     .help = "how long operations are started, after the warm-up; T is 300 (seconds), 0.2s, 250ms, 90s, 5m or 1h30m",
     .group = group::load},
    {.name = "think-time",
     .value = "T",
     .fallback = "2s",
     .help = "closed model: pause of a user between an answer and the next start; always T, or drawn each time: "
             "uniform(1s,3s), exponential(2s) of that mean, lognormal(2s,0.5) of that median and spread",
     .group = group::load},
    {.name = "rate",
     .value = "R",
     .fallback = "(closed model)",
     .help = "open model: starts per second over all users, whether or not one is free: 500, 500/s, 30000/m, 10/h",
     .group = group::load},
    {.name = "stage",
     .value = "T:N",
     .fallback = "(the same load all the time)",
     .help =
         "repeatable: go in a straight line to N users over T; 0:N is a jump; from --users, or from none where that "
         "is not given. With --rate, or written as T:N/s, to N starts per second, from --rate or 0. The stages take "
         "the place of --duration and --ramp-up",
     .repeatable = true,
     .group = group::load},
    {.name = "session-rate",
     .value = "R",
     .fallback = "(users stay)",
     .help = "users come at this rate, send --session-messages one after another, and leave; --users is then how many "
             "there may be at once (by default what the rate should need), and who finds no place waits in the backlog",
     .group = group::load},
    {.name = "session-messages",
     .value = "N",
     .fallback = "10",
     .help = "with --session-rate: messages of a user before it leaves",
     .group = group::load},
    {.name = "arrival",
     .value = "regular|poisson",
     .fallback = "regular",
     .help = "open model and sessions: equal or exponential gaps between starts",
     .group = group::load},
    {.name = "backlog",
     .value = "N",
     .fallback = "(10 s of the rate, at least 1,000)",
     .help = "open model and sessions: how many may wait for a free user; what does not fit is dropped and counted",
     .group = group::load},
    {.name = "precise",
     .value = "",
     .fallback = "",
     .help =
         "spin for the last 60 us before each start, so that it is late by less than 1 us instead of some tens; costs "
         "up to 60 us of CPU a start, and a core for each thread that makes more than 16,000 a second",
     .group = group::load},
    {.name = "ramp-up",
     .value = "T",
     .fallback = "(users/50 s, at most a quarter of the run)",
     .help = "users connect, and an open model's rate rises, evenly over this time; 0: all connect before the start",
     .group = group::load},
    {.name = "warm-up",
     .value = "T",
     .fallback = "0s",
     .help = "opening part that is run but kept out of the figures",
     .group = group::load},
    {.name = "graceful-stop",
     .value = "T",
     .fallback = "10s",
     .help = "how long operations in flight may take to finish after the last start",
     .group = group::load},
    {.name = "connect-timeout",
     .value = "T",
     .fallback = "10s",
     .help = "how long a user may take to be connected",
     .group = group::load},
    {.name = "reply-timeout",
     .value = "T",
     .fallback = "10s",
     .help = "how long an operation may wait for its answer",
     .group = group::load},
    {.name = "find-max",
     .value = "FLAG",
     .fallback = "",
     .help = "find the highest level that holds: runs at different levels of what that flag sets (users, rate), up "
             "until one breaks, then closer; a level breaks when a criterion fails, starts are lost or response times "
             "grow all the time",
     .group = group::search},
    {.name = "find-from",
     .value = "N|R",
     .fallback = "(what the flag was given, else 10)",
     .help = "the lowest level; exit code 1 if even that breaks",
     .group = group::search},
    {.name = "find-to",
     .value = "N|R",
     .fallback = "(100 times the lowest)",
     .help = "the highest level, to which nothing goes beyond",
     .group = group::search},
    {.name = "find-duration",
     .value = "T",
     .fallback = "10s",
     .help = "how long each level is judged, after users have connected and a quarter of it to settle (--ramp-up, "
             "--warm-up)",
     .group = group::search},
    {.name = "find-repeats",
     .value = "N",
     .fallback = "3",
     .help = "how often the level that is found is tried; most of these must hold, and most of the next level break",
     .group = group::search},
    {.name = "find-precision",
     .value = "S",
     .fallback = "5%",
     .help = "how far the level that breaks may be above the one that holds",
     .group = group::search},
    {.name = "sweep",
     .value = "FLAG=V1,V2,...",
     .fallback = "",
     .help = "run once for each of these rising values (2 to 20) of what that flag sets (users, workers, rate, "
             "pool-size), each for --duration (20s where that is not given); shows the curve, its knee, and recommends "
             "a value, at whose run criteria are judged",
     .group = group::search},
    {.name = "matrix",
     .value = "FLAG=V1,V2,...:FLAG=V1,V2,...",
     .fallback = "",
     .help =
         "as --sweep, once for each pair of values of two flags, 100 pairs at most; a rate may begin at 0, at which "
         "its half pauses: users=20,50,100:db-rate=0,100,200",
     .group = group::search},
    {.name = "threshold",
     .value = "EXPR",
     .fallback = "",
     .help = "a criterion, such as \"ws.chat.response.p95 < 2s\"; takes the place of the default criterion on the same "
             "track, operation and measure",
     .repeatable = true,
     .group = group::verdict},
    {.name = "no-default-criteria",
     .value = "",
     .fallback = "",
     .help = "drop the default criteria",
     .group = group::verdict},
    baseline_option,
    max_regression_option,
    {.name = "strict", .value = "", .fallback = "", .help = "a warning counts as a failure", .group = group::verdict},
};

}  // namespace

std::span<const OptionSpec> shared_options() {
  static const std::vector<OptionSpec> all = [] {
    std::vector<OptionSpec> options(std::begin(table), std::end(table));
    options.insert(options.end(), observe_options().begin(), observe_options().end());
    options.insert(options.end(), output_options().begin(), output_options().end());
    return options;
  }();
  return all;
}

OptionSpec shared_option(std::string_view name, std::string_view help) {
  const auto shared = shared_options();
  OptionSpec option = *std::find_if(shared.begin(), shared.end(), [&](const auto& o) { return o.name == name; });
  if (!help.empty()) option.help = help;
  return option;
}

std::string_view usual_duration() {
  const auto row = std::find_if(std::begin(table), std::end(table), [](const auto& o) { return o.name == "duration"; });
  return row->fallback;
}

std::vector<OptionSpec> run_options(const WorkloadType& type) {
  std::vector<OptionSpec> options(type.options.begin(), type.options.end());
  const std::size_t own = options.size();
  for (const OptionSpec& option : shared_options()) {
    const auto end = options.begin() + static_cast<std::ptrdiff_t>(own);
    const bool own_name = option.name == "users" && type.roles.users != option.name;
    if (!own_name && std::none_of(options.begin(), end, [&](const OptionSpec& o) { return o.name == option.name; })) {
      options.push_back(option);
    }
  }
  return options;
}

}  // namespace loadtest
