// Reads a histogram (V2, compressed, base64) on standard input with hdr-histogram-js and prints what is in it as JSON.
"use strict";
const hdr = require("hdr-histogram-js");
const text = require("fs").readFileSync(0, "utf8").trim();
const histogram = hdr.decodeFromCompressedBase64(text);
const percentiles = {};
for (const p of [50, 90, 95, 99, 99.9, 100]) percentiles[p] = histogram.getValueAtPercentile(p);
console.log(JSON.stringify({ count: histogram.totalCount, min: histogram.minNonZeroValue, mean: histogram.mean,
  max: histogram.maxValue, percentiles }));
