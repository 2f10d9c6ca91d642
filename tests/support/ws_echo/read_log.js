// Reads a histogram log with hdr-histogram-js; prints what is in each interval as JSON, a line each.
"use strict";
const hdr = require("hdr-histogram-js");
const reader = new hdr.HistogramLogReader(require("fs").readFileSync(0, "utf8"), 64);
for (let h = reader.nextIntervalHistogram(); h; h = reader.nextIntervalHistogram()) {
  const percentiles = {};
  for (const p of [50, 95, 99]) percentiles[p] = h.getValueAtPercentile(p);
  console.log(JSON.stringify({ tag: h.tag, from_ms: h.startTimeStampMsec, to_ms: h.endTimeStampMsec, count: h.totalCount,
    max: h.maxValue, percentiles }));
}
