#include "report/coincidences_json.h"

#include "report/shown.h"

namespace loadtest {

void write_coincidences(JsonWriter& json, std::span<const Coincidence> all, const Redactor& redactor) {
  json.key("coincidences").begin_array();
  for (const Coincidence& one : all) {
    json.begin_object().key("track").text(redactor.redact(one.track));
    json.key("operation").text(shown_foreign(one.operation, redactor)).key("measure").text(one.measure);
    json.key("source").text(redactor.redact(one.source)).key("series").text(redactor.redact(one.series));
    json.key("r").number(one.r).key("lag_s").number(to_seconds(one.lag)).key("p").number(one.p);
    json.key("intervals").number(one.intervals).key("period_s");
    one.period > Nanos(0) ? json.number(to_seconds(one.period)) : json.null();
    json.end();
  }
  json.end();
}

}  // namespace loadtest
