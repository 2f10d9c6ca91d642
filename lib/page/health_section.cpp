#include "page/health_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/segment.h"
#include "core/units.h"
#include "judge/wording.h"
#include "page/figure_cell.h"
#include "report/mark.h"
#include "report/result_words.h"
#include "report/shown.h"

namespace loadtest {
namespace {

std::string mebibytes(std::uint64_t bytes) { return fmt::format("{:.0f} MiB", static_cast<double>(bytes) / (1 << 20)); }

void write_fact(Html& html, std::string_view name, std::string_view key, double value, const std::string& shown) {
  html.open("div").leaf("dt", name);
  html.open("dd", {{"data-key", std::string(key), true}, {"data-value", fmt::format("{}", value), true}});
  html.figure(shown).close().close();
}

void write_delay(Html& html, std::string_view name, const std::string& key, const Histogram& times) {
  for (const auto& [what, share] : {std::pair("p99", 0.99), std::pair("max", 1.0)}) {
    const double ms = to_millis(share < 1 ? times.percentile(share) : times.max());
    write_fact(html, fmt::format("{} {}", name, what), fmt::format("{}/{}", key, what), ms,
               times.count() == 0 ? "–" : show_millis(ms));
  }
}

void write_remark(Html& html, CriterionStatus status, const std::string& text) {
  html.open("p", {{"data-status", std::string(status_name(status))}});
  html.open("span", {{"class", "status"}}).raw(mark_of(status).sign).close().raw(" ").text(text).close();
}

void write_target(Html& html, const TrackResult& track) {
  html.open("div").leaf("h3", track.name).open("table", {{"class", "facts"}}).open("tbody");
  const auto row = [&](std::string_view name, const std::string& value) {
    html.open("tr").leaf("th", name, {{"scope", "row"}}).leaf("td", value).close();
  };
  const UsersStats& users = track.users;
  if (!track.by_sessions)
    row("users", fmt::format("{} asked for, {} connected at once, never fewer than {} under load",
                             show_count(users.asked), show_count(users.peak), show_count(users.sustained)));
  if (users.lost > 0) {
    std::vector<std::string> kinds;
    for (const auto& [kind, count] : shown_kinds(users.lost_kinds, html.redactor()))
      kinds.push_back(fmt::format("{}: {}", kind, show_count(count)));
    row("lost", fmt::format("{} ({})", show_count(users.lost), fmt::join(kinds, ", ")));
  }
  for (const auto& [name, text] : track.facts) row(name, shown_foreign(text, html.redactor()));
  if (track.warm_up_operations > 0) row("warm-up", show_count(track.warm_up_operations) + " operations, in no figure");
  html.close().close().close();
}

}  // namespace

void write_health(Html& html, const Report& report) {
  const Health& health = report.result.health;
  const Trust& trust = report.verdict.trust;
  html.open("section", {{"id", "generator"}}).leaf("h2", "Generator");
  for (const std::string& reason : trust.reasons)
    write_remark(html, CriterionStatus::fail, "not trustworthy: " + reason);
  for (const std::string& warning : trust.warnings) write_remark(html, CriterionStatus::warn, warning);
  if (trust.trustworthy && trust.warnings.empty())
    write_remark(html, CriterionStatus::pass, "trustworthy: it was not the bottleneck");
  html.open("div", {{"class", "tiles small"}}).open("dl", {{"data-path", "generator"}});
  write_delay(html, "lag", "lag_ms", health.lag);
  write_delay(html, "read delay", "delay_ms", health.delay);
  write_fact(html, "busiest thread, of a core", "cpu_share", health.cpu_share, show_share(health.cpu_share));
  write_fact(html, "waited for a processor", "waited_share", health.waited_share, show_share(health.waited_share));
  write_fact(html, "memory", "peak_rss_bytes", static_cast<double>(health.peak_rss_bytes),
             mebibytes(health.peak_rss_bytes));
  if (health.planned > 0) {
    write_fact(html, "starts that fell due", "planned", static_cast<double>(health.planned),
               show_count(health.planned));
    write_fact(html, "started", "started", static_cast<double>(health.started), show_count(health.started));
  }
  html.close().close();
  for (const std::string& warning : report.warnings) write_remark(html, CriterionStatus::warn, warning);
  html.close();
  if (report.result.tracks.empty()) return;
  html.open("section", {{"id", "targets"}}).leaf("h2", "Users and targets").open("div", {{"class", "columns"}});
  for (const TrackResult& track : report.result.tracks) write_target(html, track);
  html.close().close();
}

void write_search_levels(Html& html, const Report& report) {
  if (!report.search) return;
  const SearchOutcome& search = *report.search;
  html.open("section", {{"id", "search"}}).leaf("h2", "Search");
  html.leaf("p", fmt::format("{} of {}, {} a level", search.what, search.track, format_duration(search.level_duration)),
            {{"class", "dim"}});
  begin_scroll(html, "Search").open("table").open("thead").open("tr");
  for (const std::string_view name : {"level", "came to", "ok", "p95", "success"})
    html.leaf("th", name, {{"scope", "col"}});
  html.leaf("th", "why", {{"scope", "col"}, {"class", "wide"}}).close().close().open("tbody");
  for (std::size_t i = 0; i < search.levels.size(); ++i) {
    const LevelTry& one = search.levels[i];
    const std::string_view word = level_words.at(static_cast<std::size_t>(one.standing));
    const bool held = one.standing == LevelStanding::held, broke = one.standing == LevelStanding::broke;
    html.open("tr", {{"data-status", held ? "pass" : broke ? "fail" : "no_data"}});
    html.leaf("th", show_level(one.level, search.what), {{"scope", "row"}});
    html.open("td", {{"class", "status"}}).raw(held ? "✓ " : broke ? "✗ " : "? ").text(word).close();
    html.open("td").figure(show_value(one.rate_per_s, "1/s")).close();
    html.open("td").figure(one.p95_ms ? show_millis(*one.p95_ms) : "–").close();
    html.open("td").figure(show_share(one.success_share)).close();
    html.leaf("td", one.reason, {{"class", "wide"}}).close();
  }
  html.close().close().close();
  if (search.holds)
    html.leaf("p", "All other figures are of the last run at the level that holds.", {{"class", "dim"}});
  html.close();
}

void write_segment_list(Html& html, const Report& report) {
  if (report.segments.empty()) return;
  html.open("section", {{"id", "segments"}}).leaf("h2", "Segments");
  begin_scroll(html, "Segments").open("table").open("thead").open("tr");
  for (const std::string_view name : {"segment", "host", "began", "after the first", "lag p99", "memory"})
    html.leaf("th", name, {{"scope", "col"}});
  html.leaf("th", "remarks", {{"scope", "col"}, {"class", "wide"}}).close().close().open("tbody");
  const auto first = std::min_element(report.segments.begin(), report.segments.end(),
                                      [](const auto& a, const auto& b) { return a.started_at < b.started_at; });
  for (const SegmentOrigin& one : report.segments) {
    html.open("tr").leaf("th", segment_name(one.segment), {{"scope", "row"}}).leaf("td", one.host);
    html.open("td").figure(format_instant(one.started_at)).close();
    html.open("td").figure(show_millis(to_millis(one.started_at - first->started_at))).close();
    html.open("td")
        .figure(show_millis(one.lag_p99_ms))
        .close()
        .open("td")
        .figure(mebibytes(one.peak_rss_bytes))
        .close();
    std::vector<std::string> remarks;
    if (!one.trustworthy) remarks.push_back(fmt::format("not trustworthy: {}", fmt::join(one.reasons, "; ")));
    if (one.stop_reason != StopReason::completed)
      remarks.push_back(fmt::format("ended early, after {:.1f} s", to_seconds(one.measured)));
    html.leaf("td", fmt::format("{}", fmt::join(remarks, " · ")), {{"class", "wide"}}).close();
  }
  html.close().close().close().close();
}

}  // namespace loadtest
