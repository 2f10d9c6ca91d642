#include "dashboard/live_messages.h"

#include <fmt/format.h>

#include "dashboard/live_assets.h"
#include "page/health_section.h"
#include "page/html.h"
#include "page/html_report.h"
#include "page/operations_section.h"
#include "page/verdict_section.h"
#include "report/headline.h"
#include "report/json_writer.h"

namespace loadtest {
namespace {

std::string json_text(std::string_view text) {
  JsonWriter json;
  json.text(text);
  return json.take();
}

std::string hold_json(const Progress& progress, const Redactor& redactor) {
  JsonWriter json;
  json.begin_array();
  for (std::size_t i = 0; i < progress.tracks.size(); ++i) {
    const Progress::TrackNow& track = progress.tracks[i];
    if (track.users_least == track.users_most) continue;  // there is nothing to choose
    json.begin_object().key("track").number(i).key("name").text(redactor.redact(*track.name));
    json.key("least").number(track.users_least).key("most").number(track.users_most);
    json.key("now").number(track.users_held).end();
  }
  return json.end().take();
}

std::string_view kind_of(VerdictStatus status) {
  switch (status) {
    case VerdictStatus::pass:
      return "pass";
    case VerdictStatus::warn:
      return "warn";
    case VerdictStatus::fail:
      return "fail";
    case VerdictStatus::inconclusive:
      break;
  }
  return "none";
}

/// What a finished run has beside its charts.
std::string final_sections(const Report& report) {
  Html html(report.redactor);
  write_criteria(html, report);
  write_operations(html, report);
  write_failures(html, report);
  write_health(html, report);
  return html.take();
}

}  // namespace

std::string page_message(const Report& described) {
  const std::string page = live_page(
      described,
      {.controls = live_assets::controls_html, .style = live_assets::live_css, .script = live_assets::live_js});
  return fmt::format(R"({{"type": "page", "html": {}}})", json_text(page));
}

std::string load_message(const LiveHistory& history, const Progress* latest, const Redactor& redactor) {
  return fmt::format(R"({{"type": "load", "document": {}, "hold": {}}})", history.page_data(),
                     latest != nullptr ? hold_json(*latest, redactor) : "[]");
}

std::string tick_message(const Progress& progress, const Redactor& redactor) {
  return fmt::format(R"({{"type": "tick", "tick": {}, "hold": {}}})", tick_json(progress, redactor),
                     hold_json(progress, redactor));
}

std::string stopping_message() { return R"({"type": "stopping"})"; }

std::string failed_message(const std::string& why) {
  return fmt::format(R"({{"type": "failed", "why": {}}})", json_text(why));
}

std::string over_message(const Report& report) {
  const Headline headline = headline_of(report);
  JsonWriter reasons;
  reasons.begin_array();
  for (const std::string& reason : reasons_of(report)) reasons.text(report.redactor.redact(reason));
  return fmt::format(R"({{"type": "over", "state": {}, "kind": "{}", "reasons": {}, "document": {}, "html": {}}})",
                     json_text(report.redactor.redact(headline.words)), kind_of(report.verdict.status),
                     reasons.end().take(), page_data(report), json_text(final_sections(report)));
}

}  // namespace loadtest
