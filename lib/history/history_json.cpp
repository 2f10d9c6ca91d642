#include "history/history_outputs.h"
#include "report/json_writer.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

void write_kept_run(JsonWriter& json, const HistoryEntry& run) {
  json.begin_object().key("file").text(run.file).key("id").text(run.id).key("name").text(run.name);
  json.key("started_at").text(format_instant(run.started_at)).key("version").text(run.version);
  json.key("labels").begin_object();
  for (const auto& [label, value] : run.labels) json.key(label).text(value);
  json.end().key("verdict").text(status_name(run.verdict)).key("doubt").text(run.doubt).end();
}

void write_trend_member(JsonWriter& json, const HistoryTrend& trend, const HistoryGroup& group) {
  json.begin_object().key("subject").text(trend.subject).key("unit").text(trend.unit).key("values").begin_array();
  for (const auto& value : trend.values) json.number(value);
  json.end().key("statuses").begin_array();
  for (const auto& status : trend.statuses) status ? json.text(status_name(*status)) : json.null();
  json.end().key("changed").boolean(trend.changed).key("change");
  if (trend.change) {
    json.begin_object().key("first").number(trend.change->first);
    json.key("file").text(group.runs.at(trend.change->first).file);
    json.key("before").number(trend.change->before).key("after").number(trend.change->after);
    json.key("chance").number(trend.change->chance).end();
  } else {
    json.null();
  }
  json.end();
}

}  // namespace

std::string history_json(const History& history) {
  JsonWriter json;
  json.begin_object().key("schema").text("loadtest.history/1").key("folder").text(history.folder);
  json.key("groups").begin_array();
  for (const HistoryGroup& group : history.groups) {
    json.begin_object().key("load").text(group.load).key("older").number(group.older).key("runs").begin_array();
    for (const HistoryEntry& run : group.runs) write_kept_run(json, run);
    json.end().key("trends").begin_array();
    for (const HistoryTrend& trend : group.trends) write_trend_member(json, trend, group);
    json.end().end();
  }
  json.end().key("remarks").begin_array();
  for (const std::string& remark : history.remarks) json.text(remark);
  return json.end().end().take();
}

}  // namespace loadtest
