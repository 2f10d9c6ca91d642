#include "report/search_json.h"

#include "core/clock.h"
#include "report/result_words.h"

namespace loadtest {

void write_search(JsonWriter& json, const SearchOutcome& search, const Redactor& redactor) {
  const auto text = [&](std::string_view key, const std::string& value) { json.key(key).text(redactor.redact(value)); };
  json.key("search").begin_object().key("what").text(search.what);
  text("track", search.track);
  json.key("from").number(search.from).key("to").number(search.to).key("precision").number(search.precision);
  json.key("level_duration_s").number(to_seconds(search.level_duration)).key("repeats").number(search.repeats);
  json.key("end").text(search_end_words.at(static_cast<std::size_t>(search.end)));
  json.key("holds").number(search.holds).key("breaks").number(search.breaks);
  json.key("confidence").begin_object().key("held").number(search.at_holds.held);
  json.key("tried").number(search.at_holds.tried()).key("broke_above").number(search.at_breaks.broke);
  json.key("tried_above").number(search.at_breaks.tried()).end();
  text("first_broken", search.first_broken);
  text("why", search.why);
  json.key("levels").begin_array();
  for (const LevelTry& one : search.levels) {
    json.begin_object().key("level").number(one.level);
    json.key("status").text(level_words.at(static_cast<std::size_t>(one.standing)));
    text("broken", one.broken);
    text("reason", one.reason);
    json.key("p95_ms").number(one.p95_ms).key("service_mean_ms").number(one.service_mean_ms);
    json.key("success_share").number(one.success_share).key("rate_per_s").number(one.rate_per_s).end();
  }
  json.end().end();
}

}  // namespace loadtest
