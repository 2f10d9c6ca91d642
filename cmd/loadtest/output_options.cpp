#include "loadtest/output_options.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "loadtest/formats.h"

namespace loadtest {
namespace {

constexpr std::string_view output = "Output", run = "Run";

// In the order in which the help shows them.
constexpr OptionSpec output_table[] = {
    {.name = "out",
     .value = "FILE",
     .fallback = "",
     .help = "",  // made of the table of formats
     .repeatable = true,
     .group = output},
    {.name = "live",
     .value = "ADDR:PORT",
     .fallback = "",
     .help = "serve a dashboard while it runs, and print its address: it shows the figures each second, stops the run, "
             "takes users away and adds them again; see docs/dashboard.md",
     .group = output,
     .implicit = "127.0.0.1:5665"},
    {.name = "json",
     .value = "",
     .fallback = "",
     .help = "print the result as JSON in place of the summary",
     .group = output},
    {.name = "quiet", .value = "", .fallback = "", .help = "print the verdict's line alone", .group = output},
    {.name = "verbose", .value = "", .fallback = "", .help = "a longer summary, and more logs", .group = output},
    {.name = "no-color",
     .value = "",
     .fallback = "",
     .help = "no colors; NO_COLOR=1 in the environment says the same, CLICOLOR_FORCE=1 or FORCE_COLOR=1 wants them in "
             "any case",
     .group = output},
    {.name = "log-format",
     .value = "text|json",
     .fallback = "text",
     .help =
         "json: every line on standard error and in the log file is one JSON object of time, level, who and message",
     .group = output},
    {.name = "no-github",
     .value = "",
     .fallback = "",
     .help = "on GitHub Actions, no step summary and no annotations",
     .group = output},
    {.name = "log-file",
     .value = "FILE",
     .fallback = "(standard error)",
     .help = "append the log to this file",
     .group = output},
    {.name = "export",
     .value = "KIND=TARGET",
     .fallback = "",
     .help = "show metrics of the run while it lasts (docs/monitoring.md): prometheus=[ADDRESS:]PORT to be read from, "
             "remote-write=URL, pushgateway=URL (at the end), otlp=URL, dogstatsd=HOST:PORT|unix:PATH, influx=URL; "
             "headers come from $LOADTEST_REMOTE_WRITE_HEADERS, $LOADTEST_PUSHGATEWAY_HEADERS, "
             "$LOADTEST_INFLUX_HEADERS and $OTEL_EXPORTER_OTLP_HEADERS: NAME=VALUE,...",
     .repeatable = true,
     .group = output},
    {.name = "sentry",
     .value = "",
     .fallback = "",
     .help = "tell Sentry ($SENTRY_DSN) of a run that failed, was inconclusive or could not be carried out",
     .group = output},
    {.name = "sentry-monitor",
     .value = "SLUG",
     .fallback = "",
     .help = "the same, and check in with this cron monitor of Sentry's when the run begins and ends",
     .group = output},
    {.name = "name",
     .value = "TEXT",
     .fallback = "(the command's)",
     .help = "how the run is called in its result",
     .group = run},
    {.name = "label",
     .value = "K=V",
     .fallback = "",
     .help = "how the run is found again: kept in its result",
     .repeatable = true,
     .group = run},
    {.name = "segment",
     .value = "K/N",
     .fallback = "(all of it)",
     .help = "run the K-th (from 0) of N exact shares of the users, starts, counts and connections that are asked for; "
             "loadtest merge adds the results of all N up and judges the sum",
     .group = run},
    {.name = "start-at",
     .value = "TIME",
     .fallback = "(when all is ready)",
     .help =
         "begin at this instant: 2026-11-23T03:00:00Z, or Unix seconds; the same on every machine of a segmented run",
     .group = run},
    {.name = "seed",
     .value = "N",
     .fallback = "(random, shown; with --segment 1)",
     .help = "what randomness is drawn from: the same seed gives the same arrivals",
     .group = run},
    {.name = "threads",
     .value = "N",
     .fallback = "(one a core, one less with --embedded)",
     .help = "event loops that share the users",
     .group = run},
    {.name = "approve-production",
     .value = "HOST",
     .fallback = "",
     .help = "allow writes and more than a little load on this guarded host (its name, or its project's reference); "
             "$LOADTEST_GUARD_HOSTS adds hosts to the guarded ones, $LOADTEST_ALLOW_HOSTS exempts some",
     .repeatable = true,
     .group = run},
    {.name = "dry-run",
     .value = "",
     .fallback = "",
     .help = "print the effective scenario, secrets masked, and stop",
     .group = run},
    {.name = "print-config",
     .value = "",
     .fallback = "",
     .help = "the same, with where each value was said",
     .group = run},
};

std::string out_help() {
  std::string help = "write the result; the ending tells the format:";
  for (const ReportFormat& format : report_formats())
    help += fmt::format("{} {} ({})", &format == report_formats().data() ? "" : ",", format.ending, format.what);
  return help;
}

}  // namespace

std::span<const OptionSpec> output_options() {
  static const std::string help = out_help();
  static const std::vector<OptionSpec> options = [] {
    std::vector<OptionSpec> all(std::begin(output_table), std::end(output_table));
    all.front().help = help;
    return all;
  }();
  return options;
}

}  // namespace loadtest
