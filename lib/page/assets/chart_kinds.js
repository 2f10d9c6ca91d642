// What each kind of chart shows of a page's model (lib/page/page_data.h), and how figures are written for people.
"use strict";
const loadtestShow = (() => {
  const three = value => String(Number(value.toPrecision(3)));
  const count = value => value == null ? "–" : Math.round(value).toLocaleString("en");
  const rate = value => value == null ? "–" : (value >= 100 ? count(value) : three(value)) + "/s";
  const millis = ms => {
    if (ms == null) return "–";
    if (ms >= 1000) return three(ms / 1000) + " s";
    return ms >= 1 || ms === 0 ? three(ms) + " ms" : three(ms * 1000) + " µs";
  };
  const clock = s => {
    const tenths = Math.round(s * 10), whole = Math.floor(tenths / 10), two = n => String(n).padStart(2, "0");
    const tail = tenths % 10 === 0 ? "" : `.${tenths % 10}`;
    if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}${tail}`;
    return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${tail}`;
  };
  // The share that 1/(1-p) stands for.
  const share = x => {
    if (x == null) return "–";
    const digits = Math.max(0, Math.ceil(Math.log10(x) - 1e-9) - 2);
    return x <= 1.0001 ? "0 %" : `${(100 * (1 - 1 / x)).toFixed(digits)} %`;
  };
  return {count, rate, millis, clock, share};
})();

const loadtestKinds = (() => {
  const kinds_max = 6, {count, rate, millis} = loadtestShow;
  const palette = ["fail", "blue", "purple", "green", "orange", "sky", "gray"];
  const track_palette = ["blue", "orange", "green", "purple"];
  const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4], [12, 6]];

  const middle = series => series.t_s.map((t, i) => t + series.length_s[i] / 2);
  const sum = list => list.reduce((a, b) => a + b, 0);
  // One line of a chart: told by its color and by its dashes. All of a chart share their x.
  const line = (label, values, color, dash = [], more = {}) => ({label, values, color, dash, width: 1.5, ...more});

  const failure_lines = ({t_s, errors}) => {
    const kinds = Object.keys(errors).sort((a, b) => sum(errors[b]) - sum(errors[a]));
    const lines = kinds.slice(0, kinds_max).map((kind, i) => line(kind, errors[kind], palette[i], dashes[i]));
    const rest = kinds.slice(kinds_max);
    if (rest.length > 0) {
      const others = t_s.map((_, i) => sum(rest.map(kind => errors[kind][i])));
      lines.push(line(`${rest.length} more kinds`, others, palette[kinds_max], dashes[kinds_max]));
    }
    return lines.length > 0 ? lines : [line("failures", t_s.map(() => 0), palette[0])];
  };
  const of_all_tracks = (name, {tracks}) => {
    const tables = tracks.map(({series}) => [middle(series), series[name]]);
    const [x, ...values] = tables.length > 1 ? uPlot.join(tables) : tables[0];
    return {x, lines: tracks.map((track, i) =>
      line(track.name, values[i], track_palette[i % track_palette.length], dashes[i % dashes.length]))};
  };
  const curve_lines = ({response, service}) => {
    const table = list => [list.map(([p]) => 1 / (1 - p)), list.map(point => point[1])];
    const [x, responses, services] = uPlot.join([table(response), table(service)]);
    return {x, lines: [line("response", responses, "blue", [], {width: 2, spanGaps: true}),
      line("service", services, "purple", [8, 3], {spanGaps: true})]};
  };

  // data(track, model) -> {x, lines}, or null where there is nothing to draw.
  return {
    throughput: {y: rate, data: ({series}) => ({x: middle(series), lines: [
      ...(series.planned.some(v => v > 0) ? [line("planned", series.planned, "ink", [6, 4])] : []),
      line("done", series.done, "green", [], {fill: true}),
      line("failed", series.failed.map((v, i) => v + series.dropped[i]), "fail", [2, 3])]})},
    times: {y: millis, log: true, data: ({series}) => ({x: middle(series), lines: [
      line("p50", series.p50, "green"),
      line("p95", series.p95, "blue", [], {width: 2}),
      line("p99", series.p99, "orange", [8, 3]),
      line("max", series.max, "gray", [2, 3], {width: 1})]})},
    failures: {y: rate, data: ({series}, {state}) => state === "finished" && Object.keys(series.errors).length === 0
      ? null : {x: middle(series), lines: failure_lines(series)}},
    users: {y: count, all: true, data: (_, model) => of_all_tracks("users", model)},
    together: {y: millis, log: true, all: true, data: (_, model) => of_all_tracks("p95", model)},
    curve: {y: millis, log: true, shares: true, data: ({curve}) => curve && curve.response.length > 0
      ? curve_lines(curve) : null},
  };
})();
