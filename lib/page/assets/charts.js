// Draws the charts of a page from the JSON of lib/page/page_data.h, in place of the static ones:
//   loadtestCharts.load(document)  all of it, anew
//   loadtestCharts.append(tick)    what is new in a run that lasts
// Each <figure data-chart="throughput|times|curve|failures|users|together" data-track="0"> has a .plot to draw into.
"use strict";
const loadtestCharts = (() => {
  const points_max = 2000, kinds_max = 6, height = 220;
  const numbers = ["t_s", "length_s", "users", "planned", "done", "failed", "dropped", "p50", "p95", "p99", "max"];
  const palette = ["--c-fail", "--c-blue", "--c-purple", "--c-green", "--c-orange", "--c-sky", "--c-gray"];
  const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4], [12, 6]];
  let model = {tracks: [], phases: [], end_s: null};
  let charts = [], elapsed = -Infinity, syncing = false;

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const three = value => String(Number(value.toPrecision(3)));
  const count = value => value == null ? "–" : Math.round(value).toLocaleString("en");
  const rate = value => value == null ? "–" : (value >= 100 ? count(value) : three(value)) + "/s";
  const millis = ms => ms == null ? "–" : ms >= 1000 ? three(ms / 1000) + " s" : ms >= 1 || ms === 0 ? three(ms) + " ms"
    : three(ms * 1000) + " µs";
  const clock = s => {
    const two = n => String(n).padStart(2, "0"), whole = Math.floor(s), rest = s - whole;
    const tail = rest > 0.001 ? rest.toFixed(1).slice(1) : "";
    return whole < 3600 ? `${Math.floor(whole / 60)}:${two(whole % 60)}${tail}`
      : `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${tail}`;
  };
  const share = x => x <= 1.0001 ? "0 %" : `${Number((100 * (1 - 1 / x)).toFixed(Math.max(0, Math.ceil(Math.log10(x)) - 2)))} %`;

  const emptySeries = () => ({...Object.fromEntries(numbers.map(name => [name, []])), errors: {}});
  const middle = series => series.t_s.map((t, i) => t + series.length_s[i] / 2);
  const sum = list => list.reduce((a, b) => a + b, 0);

  // A line: {label, values, stroke, dash, width, show}; all of a chart share its x.
  const line = (label, values, stroke, dash = [], more = {}) => ({label, values, stroke, dash, width: 1.5, ...more});
  const failure_lines = series => {
    const kinds = Object.keys(series.errors).sort((a, b) => sum(series.errors[b]) - sum(series.errors[a]));
    const lines = kinds.slice(0, kinds_max).map((kind, i) => line(kind, series.errors[kind], palette[i], dashes[i], {fill: i === 0}));
    const rest = kinds.slice(kinds_max);
    if (rest.length > 0) {
      const others = series.t_s.map((_, i) => sum(rest.map(kind => series.errors[kind][i])));
      lines.push(line(`${rest.length} more kinds`, others, palette[kinds_max], dashes[kinds_max]));
    }
    return lines.length > 0 ? lines : [line("failures", series.t_s.map(() => 0), palette[0])];
  };
  const of_all_tracks = name => {
    const tables = model.tracks.map(track => [middle(track.series), track.series[name]]);
    const [x, ...values] = tables.length > 1 ? uPlot.join(tables) : tables[0] || [[]];
    return {x, lines: model.tracks.map((track, i) => line(track.name, values[i], ["--c-blue", "--c-orange", "--c-green",
      "--c-purple"][i % 4], dashes[i % dashes.length]))};
  };
  const kinds = {
    throughput: {y: rate, data: ({series}) => ({x: middle(series), lines: [
      ...(series.planned.some(v => v > 0) ? [line("planned", series.planned, "--c-ink", [6, 4])] : []),
      line("done", series.done, "--c-green", [], {fill: true}),
      line("failed", series.failed.map((v, i) => v + series.dropped[i]), "--c-fail", [2, 3])]})},
    times: {y: millis, log: true, data: ({series}) => ({x: middle(series), lines: [
      line("p50", series.p50, "--c-green"), line("p95", series.p95, "--c-blue", [], {width: 2}),
      line("p99", series.p99, "--c-orange", [8, 3]), line("max", series.max, "--c-gray", [2, 3], {width: 1})]})},
    failures: {y: rate, data: ({series}) => ({x: middle(series), lines: failure_lines(series)})},
    users: {y: count, data: () => of_all_tracks("users")},
    together: {y: millis, log: true, data: () => of_all_tracks("p95")},
    curve: {y: millis, log: true, shares: true, data: ({curve}) => {
      const x = list => list.map(([p]) => 1 / (1 - p)), y = list => list.map(point => point[1]);
      const [all, response, service] = uPlot.join([[x(curve.response), y(curve.response)], [x(curve.service), y(curve.service)]]);
      return {x: all, lines: [line("response", response, "--c-blue", [], {width: 2, spanGaps: true}),
        line("service", service, "--c-purple", [8, 3], {spanGaps: true})]};
    }},
  };

  // 1, 2, 5, 10, … around the values: a logarithmic axis that does not waste whole decades.
  const steps = (low, high) => {
    const list = [];
    for (let e = Math.floor(Math.log10(low)) - 1; e <= Math.ceil(Math.log10(high)) + 1; ++e)
      for (const m of [1, 2, 5]) list.push(Number(`${m}e${e}`));
    return [...list.filter(v => v <= low).slice(-1), ...list.filter(v => v > low && v < high), list.find(v => v >= high)];
  };
  const log_range = (u, low, high) => {
    if (!(low > 0) || !(high > 0)) return [1, 1000];
    const all = steps(low, high * 1.0001);
    return [all[0], all[all.length - 1]];
  };
  const log_splits = u => {
    const all = steps(u.scales.y.min, u.scales.y.max);
    return all.length > 8 ? all.filter(v => /^1/.test(v.toExponential())) : all;
  };
  const every = (u, list) => list;
  // All of the run, unless a part of it was chosen.
  const time_range = (u, min, max) => {
    const x = u.data[0], all = min == null || x.length === 0 || (min <= x[0] && max >= x[x.length - 1]);
    const last = x.length > 0 ? x[x.length - 1] : 0;
    return all ? [0, Math.max(model.end_s || 0, elapsed, last, 1)] : [min, max];
  };
  const share_splits = u => [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].filter(v => v >= u.scales.x.min && v <= u.scales.x.max);

  const draw_phases = u => {
    const {ctx} = u, ratio = devicePixelRatio, {left, top, width, height} = u.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    for (const phase of model.phases) {
      const from = u.valToPos(phase.from_s, "x", true), to = u.valToPos(phase.to_s, "x", true);
      ctx.fillStyle = color(phase.judged ? "--phase-judged" : "--phase");
      ctx.fillRect(from + ratio, top, to - from - ratio, height);
      ctx.font = `${11 * ratio}px system-ui, sans-serif`;
      ctx.fillStyle = color("--ink-2");
      ctx.textAlign = "left";
      ctx.textBaseline = "alphabetic";
      const shown = Math.max(from, left);
      if (ctx.measureText(phase.name).width < Math.min(to, left + width) - shown - 10 * ratio)
        ctx.fillText(phase.name, shown + 6 * ratio, top + 13 * ratio);
    }
    ctx.restore();
  };

  // Zooming one chart of the run's time zooms all.
  const share_zoom = u => {
    if (syncing) return;
    syncing = true;
    const {min, max} = u.scales.x;
    for (const other of charts) if (other.plot !== u && !other.kind.shares) other.plot.setScale("x", {min, max});
    syncing = false;
  };

  const options = (chart, lines) => {
    const {kind} = chart, axis = {stroke: () => color("--ink-2"), font: "11px system-ui, sans-serif",
      grid: {stroke: () => color("--grid"), width: 1}, ticks: {show: false}};
    return {
      width: chart.box.clientWidth, height,
      padding: [8, kind.shares ? 24 : 12, 0, 0],
      cursor: {sync: {key: kind.shares ? "shares" : "time"}, drag: {x: true, y: false}, points: {size: 6}},
      scales: {
        x: kind.shares ? {time: false, distr: 3, range: (u, min, max) => [1, max > 2 ? max : 2]}
          : {time: false, range: time_range},
        y: kind.log ? {distr: 3, range: log_range} : {range: (u, min, max) => [0, max > 0 ? max * 1.15 : 1]},
      },
      axes: [
        kind.shares ? {...axis, size: 30, splits: share_splits, filter: every, values: (u, list) => list.map(share)}
          : {...axis, size: 30, space: 60, incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400],
            values: (u, list) => list.map(clock)},
        {...axis, size: 62, ...(kind.log ? {splits: log_splits, filter: every} : {}),
          values: (u, list) => list.map(v => v == null ? "" : kind.y(v))},
      ],
      series: [{label: kind.shares ? "share" : "time", value: (u, v) => v == null ? "–" : kind.shares ? share(v) : clock(v)},
        ...lines.map(one => ({label: one.label, stroke: () => color(one.stroke), dash: one.dash, width: one.width,
          fill: one.fill ? () => color(one.stroke) + "22" : undefined, spanGaps: !!one.spanGaps,
          points: {show: lines.length > 0 && lines[0].values.length < 2}, value: (u, v) => kind.y(v)}))],
      hooks: {drawClear: kind.shares ? [] : [draw_phases], setScale: kind.shares ? [] : [(u, key) => key === "x" && share_zoom(u)]},
    };
  };

  // The legend's entries switch lines on and off; by keyboard, too.
  const mend_legend = (plot, lines) => {
    plot.root.querySelectorAll(".u-legend .u-series").forEach((row, i) => {
      if (i === 0) return;
      const label = row.querySelector(".u-label"), {stroke, dash} = lines[i - 1];
      row.querySelector(".u-marker").innerHTML = '<svg width="26" height="8" aria-hidden="true"><path d="M1 4H25" ' +
        `class="c-${stroke.slice(4)}" stroke-width="2" stroke-dasharray="${dash.join(" ") || "none"}"/></svg>`;
      const told = () => label.setAttribute("aria-pressed", plot.series[i].show);
      label.tabIndex = 0;
      label.setAttribute("role", "button");
      told();
      row.querySelector("th").addEventListener("click", () => setTimeout(told));
      label.addEventListener("keydown", event => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        label.click();
      });
    });
  };

  const draw = chart => {
    const track = model.tracks[chart.track];
    if (!chart.kind.shares ? model.tracks.length === 0 || (chart.track != null && !track) : !track || !track.curve) return;
    if (chart.kind === kinds.failures && model.state === "finished" && Object.keys(track.series.errors).length === 0) return;
    const {x, lines} = chart.kind.data(track), labels = lines.map(one => one.label).join("\n");
    const data = [x, ...lines.map(one => one.values)];
    if (chart.plot && chart.labels === labels) {
      const {min, max} = chart.plot.scales.x;
      const zoomed = chart.zoomed = chart.shown && max - min < chart.shown - 0.5;
      syncing = true;
      chart.plot.setData(data, !zoomed);
      syncing = false;
    } else {
      // Should it fail, what was drawn before stays.
      const holder = document.createElement("div"), old = chart.plot;
      chart.plot = new uPlot(options(chart, lines), data, holder);
      if (old) old.destroy();
      chart.box.replaceChildren(holder);
      chart.labels = labels;
      mend_legend(chart.plot, lines);
    }
    const full = chart.plot.scales.x;
    if (!chart.zoomed) chart.shown = full.max - full.min;
  };

  const redraw = () => charts.forEach(draw);
  const find = () => {
    charts = [...document.querySelectorAll("figure[data-chart]")].filter(figure => kinds[figure.dataset.chart]).map(figure => {
      const {chart, track} = figure.dataset;
      return {kind: kinds[chart], track: track == null ? null : Number(track), box: figure.querySelector(".plot")};
    });
    const sizes = new ResizeObserver(list => list.forEach(({target}) => {
      const chart = charts.find(one => one.box === target);
      if (chart && chart.plot && target.clientWidth > 0 && chart.plot.width !== target.clientWidth)
        chart.plot.setSize({width: target.clientWidth, height});
    }));
    charts.forEach(chart => sizes.observe(chart.box));
  };

  const add_point = (series, point) => {
    for (const name of numbers) series[name].push(point[name]);
    for (const kind of Object.keys(point.errors))
      if (!series.errors[kind]) series.errors[kind] = series.t_s.slice(1).map(() => 0);
    for (const kind of Object.keys(series.errors)) series.errors[kind].push(point.errors[kind] || 0);
    if (series.t_s.length <= points_max) return;
    for (const name of numbers) series[name].shift();
    for (const kind of Object.keys(series.errors)) series.errors[kind].shift();
  };

  const append = tick => {
    if (tick.elapsed_s < elapsed) model = {...model, phases: [], tracks: []};
    elapsed = tick.elapsed_s;
    model.end_s = tick.planned_s;
    const last = model.phases[model.phases.length - 1];
    if (tick.phase != null && last && last.name === tick.phase) last.to_s = elapsed;
    else if (tick.phase != null) model.phases.push({name: tick.phase, from_s: Math.max(elapsed, 0), to_s: elapsed, judged: false});
    tick.tracks.forEach((now, i) => {
      const track = model.tracks[i] || (model.tracks[i] = {series: emptySeries()});
      Object.assign(track, {name: now.name, workload: now.workload, operations: now.operations, users_asked: now.users_asked});
      now.points.forEach(point => add_point(track.series, point));
    });
    if (tick.tracks.some(now => now.points.length > 0)) redraw();
  };

  const load = document => {
    model = document;
    elapsed = -Infinity;
    if (charts.length === 0) find();
    redraw();
  };
  // Colors are read anew.
  const repaint = () => {
    charts.forEach(chart => { chart.labels = null; });
    redraw();
  };
  return {load, append, repaint, show: {clock, millis, rate, count}};
})();
