// Draws the charts of a page from the JSON of lib/page/page_data.h, in place of the static ones:
//   loadtestCharts.load(document)  all of it, anew
//   loadtestCharts.append(tick)    what is new in a run that lasts
// Each <figure data-chart="throughput|times|curve|failures|users|together" data-track="0"> has a .plot to draw into.
"use strict";
const loadtestCharts = (() => {
  const points_max = 2000, height = 220, {clock, share} = loadtestShow;
  const numbers = ["t_s", "length_s", "users", "planned", "done", "failed", "dropped", "p50", "p95", "p99", "max"];
  const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
  let model = {tracks: [], phases: [], end_s: null, state: "running"};
  let charts = [], elapsed = -Infinity, syncing = false, zoomed = false;

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  // 1, 2, 5, 10, … around the values: a logarithmic axis that does not waste whole decades.
  const steps = (low, high) => {
    const list = [];
    for (let e = Math.floor(Math.log10(low)) - 1; e <= Math.ceil(Math.log10(high)) + 1; ++e)
      for (const m of [1, 2, 5]) list.push(Number(`${m}e${e}`));
    return [...list.filter(v => v <= low).slice(-1), ...list.filter(v => v > low && v < high),
      list.find(v => v >= high)];
  };
  const log_range = (u, low, high) => {
    if (!(low > 0) || !(high > 0)) return [1, 1000];
    const all = steps(low, high * 1.0001);
    return [all[0], all.at(-1)];
  };
  const log_splits = u => {
    const all = steps(u.scales.y.min, u.scales.y.max);
    return all.length > 8 ? all.filter(v => /^1/.test(v.toExponential())) : all;
  };
  const every = (u, list) => list;
  // All of the run, unless a part of it was chosen.
  const time_range = (u, min, max) => {
    const ends = model.tracks.flatMap(({series: {t_s, length_s}}) => t_s.length === 0 ? []
      : [[t_s[0] + length_s[0], t_s.at(-1), t_s.at(-1) + length_s.at(-1)]]);
    const all = ends.length === 0 || min == null
      || (min <= Math.min(...ends.map(one => one[0])) && max >= Math.max(...ends.map(one => one[1])));
    zoomed = !all;
    return all ? [0, Math.max(model.end_s || 0, elapsed, 1, ...ends.map(one => one[2]))] : [min, max];
  };
  const share_splits = u =>
    [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].filter(v => v >= u.scales.x.min && v <= u.scales.x.max);

  const draw_phases = u => {
    const {ctx} = u, ratio = devicePixelRatio, {left, top, width, height} = u.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    for (const phase of model.phases) {
      const from = u.valToPos(phase.from_s, "x", true), to = u.valToPos(phase.to_s, "x", true);
      ctx.fillStyle = color(phase.judged ? "phase-judged" : "phase");
      ctx.fillRect(from + ratio, top, to - from - ratio, height);
      ctx.fillStyle = color("ink-2");
      const shown = Math.max(from, left), room = Math.min(to, left + width) - shown;
      if (ctx.measureText(phase.name).width < room - 10 * ratio)
        ctx.fillText(phase.name, shown + 6 * ratio, top + 13 * ratio);
    }
    ctx.restore();
  };

  // Zooming one chart of the run's time zooms all.
  const share_zoom = u => {
    if (syncing) return;
    syncing = true;
    const {min, max} = u.scales.x, differs = ({scales: {x}}) => x.min !== min || x.max !== max;
    for (const {plot, kind} of charts)
      if (plot && plot !== u && !kind.shares && differs(plot)) plot.setScale("x", {min, max});
    syncing = false;
  };

  const axes_of = kind => {
    const axis = {stroke: () => color("ink-2"), font: "11px system-ui, sans-serif", ticks: {show: false},
      grid: {stroke: () => color("grid"), width: 1}};
    const x = kind.shares ? {splits: share_splits, filter: every, values: (u, list) => list.map(share)}
      : {space: 60, incrs: seconds, values: (u, list) => list.map(clock)};
    const y = {values: (u, list) => list.map(kind.y), ...(kind.log ? {splits: log_splits, filter: every} : {})};
    return [{...axis, size: 30, ...x}, {...axis, size: 62, ...y}];
  };
  // Values that no line reaches: both neighbours are missing.
  const lonely = values => values.flatMap((v, i) =>
    v != null && values[i - 1] == null && values[i + 1] == null ? [i] : []);
  const series_of = (kind, one) => ({
    label: one.label, dash: one.dash, width: one.width, spanGaps: !!one.spanGaps,
    stroke: () => color(`c-${one.color}`), fill: one.fill ? () => `${color(`c-${one.color}`)}22` : undefined,
    points: {size: 5, show: one.values.length < 2, filter: (u, i) => lonely(u.data[i])}, value: (u, v) => kind.y(v),
  });
  const options = ({kind, box}, lines) => ({
    width: box.clientWidth, height,
    padding: [8, kind.shares ? 24 : 12, 0, 0],
    cursor: {sync: {key: kind.shares ? "shares" : "time"}, drag: {x: true, y: false}, points: {size: 6}},
    scales: {
      x: kind.shares ? {time: false, distr: 3, range: (u, min, max) => [1, max > 2 ? max : 2]}
        : {time: false, range: time_range},
      y: kind.log ? {distr: 3, range: log_range} : {range: (u, min, max) => [0, max > 0 ? max * 1.15 : 1]},
    },
    axes: axes_of(kind),
    series: [kind.shares ? {label: "share", value: (u, v) => share(v)}
      : {label: "time", value: (u, v) => v == null ? "–" : clock(v)}, ...lines.map(one => series_of(kind, one))],
    hooks: kind.shares ? {} : {drawClear: [draw_phases], setScale: [(u, key) => key === "x" && share_zoom(u)]},
  });

  // The legend's names switch lines on and off; by keyboard, too.
  const mend_legend = (plot, lines) => {
    plot.root.querySelectorAll(".u-legend .u-series").forEach((row, i) => {
      if (i === 0) return;
      const label = row.querySelector(".u-label"), one = lines[i - 1];
      row.querySelector(".u-marker").innerHTML = '<svg width="26" height="8" aria-hidden="true"><path d="M1 4H25" ' +
        `class="c-${one.color}" stroke-width="2" stroke-dasharray="${one.dash.join(" ") || "none"}"/></svg>`;
      const tell = () => label.setAttribute("aria-pressed", plot.series[i].show);
      label.tabIndex = 0;
      label.setAttribute("role", "button");
      tell();
      row.querySelector("th").addEventListener("click", () => setTimeout(tell));
      label.addEventListener("keydown", event => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        label.click();
      });
    });
  };

  const draw = chart => {
    const track = model.tracks[chart.track];
    if (chart.kind.all ? model.tracks.length === 0 : !track) return;
    const shown = chart.kind.data(track, model);
    if (!shown) return;
    const data = [shown.x, ...shown.lines.map(one => one.values)];
    const labels = shown.lines.map(one => one.label).join("\n");
    if (chart.plot && chart.labels === labels) {
      // What was zoomed into stays; else the axis grows with the run.
      chart.plot.setData(data, chart.kind.shares || !zoomed);
      if (zoomed) chart.plot.redraw();
    } else {
      // Should it fail, what was drawn before stays.
      const holder = document.createElement("div"), old = chart.plot;
      chart.plot = new uPlot(options(chart, shown.lines), data, holder);
      if (old) old.destroy();
      chart.box.replaceChildren(holder);
      chart.labels = labels;
      mend_legend(chart.plot, shown.lines);
    }
  };

  const redraw = () => charts.forEach(draw);
  const find = () => {
    charts = [...document.querySelectorAll("figure[data-chart]")].map(figure => {
      const {chart, track} = figure.dataset;
      return {kind: loadtestKinds[chart], track: track == null ? null : Number(track),
        box: figure.querySelector(".plot")};
    }).filter(({kind}) => kind);
    const sizes = new ResizeObserver(list => list.forEach(({target}) => {
      const {plot} = charts.find(one => one.box === target), width = target.clientWidth;
      if (plot && width > 0 && plot.width !== width) plot.setSize({width, height});
    }));
    charts.forEach(({box}) => sizes.observe(box));
  };

  const add_point = (series, point) => {
    for (const name of numbers) series[name].push(point[name]);
    for (const kind of Object.keys(point.errors))
      if (!series.errors[kind]) series.errors[kind] = series.t_s.slice(1).map(() => 0);
    for (const kind of Object.keys(series.errors)) series.errors[kind].push(point.errors[kind] || 0);
    if (series.t_s.length <= points_max) return;
    for (const list of [...numbers.map(name => series[name]), ...Object.values(series.errors)]) list.shift();
  };

  const append = tick => {
    if (tick.elapsed_s < elapsed) model = {...model, phases: [], tracks: []};
    elapsed = tick.elapsed_s;
    model.end_s = tick.planned_s;
    const last = model.phases.at(-1);
    if (tick.phase != null && last && last.name === tick.phase) last.to_s = elapsed;
    else if (tick.phase != null)
      model.phases.push({name: tick.phase, from_s: Math.max(elapsed, 0), to_s: elapsed, judged: false});
    tick.tracks.forEach((now, i) => {
      const series = {...Object.fromEntries(numbers.map(name => [name, []])), errors: {}};
      const track = model.tracks[i] || (model.tracks[i] = {series});
      for (const name of ["name", "workload", "operations", "users_asked"]) track[name] = now[name];
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
  return {load, append, repaint};
})();
