// Reads histograms (V2, compressed, base64), one a line, with hdr-histogram-js; prints what is in each as JSON, a line
// each. "INTERVAL TEXT" = with the values that were omitted at that expected interval in ns.
"use strict";
const hdr = require("hdr-histogram-js");
for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) {
  const [text, interval] = line.split(" ").reverse();
  let histogram = hdr.decodeFromCompressedBase64(text);
  if (interval) {
    const corrected = hdr.build({ bitBucketSize: 64, lowestDiscernibleValue: histogram.lowestDiscernibleValue,
      highestTrackableValue: histogram.highestTrackableValue,
      numberOfSignificantValueDigits: histogram.numberOfSignificantValueDigits });
    corrected.addWhileCorrectingForCoordinatedOmission(histogram, Number(interval));
    histogram = corrected;
  }
  const percentiles = {};
  for (const p of [0, 50, 90, 95, 99, 99.9, 100]) percentiles[p] = histogram.getValueAtPercentile(p);
  const cells = [];
  for (let i = 0, seen = 0; seen < histogram.totalCount; ++i) {
    const count = histogram.getCountAtIndex(i);
    if (count > 0) cells.push([histogram.highestEquivalentValue(histogram.valueFromIndex(i)), count]);
    seen += count;
  }
  console.log(JSON.stringify({ count: histogram.totalCount, min: histogram.minNonZeroValue, mean: histogram.mean,
    max: histogram.maxValue, percentiles, cells }));
}
