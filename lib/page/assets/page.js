// What a page does beside its charts: the switch between light and dark, tiles that follow a run, and the start.
"use strict";
const loadtestPage = (() => {
  const root = document.documentElement, button = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const is_dark = () => root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  const tell = () => {
    button.textContent = is_dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${is_dark() ? "light" : "dark"} colors`);
  };
  // A file's storage may be closed to scripts; then the choice lasts as long as the page.
  const kept = change => {
    try {
      return change(localStorage);
    } catch {
      return null;
    }
  };
  const chosen = kept(storage => storage.getItem("loadtest-theme"));
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  button.hidden = false;
  const by_mouse = document.getElementById("by-mouse");
  if (by_mouse) by_mouse.hidden = false;
  tell();
  button.addEventListener("click", () => {
    root.dataset.theme = is_dark() ? "light" : "dark";
    kept(storage => storage.setItem("loadtest-theme", root.dataset.theme));
    tell();
    loadtestCharts.repaint();
  });
  dark.addEventListener("change", () => {
    tell();
    loadtestCharts.repaint();
  });

  const put = (within, name, text) => {
    const at = within.querySelector(`[data-now="${name}"]`);
    if (at && at.textContent !== text) at.textContent = text;
  };
  const show = loadtestShow;
  const follow = tick => {
    const part = tick.planned_s > 0 ? Math.min(1, Math.max(0, tick.elapsed_s / tick.planned_s)) : null;
    put(document, "time", tick.starts_in_s > 0 ? `starts in ${show.clock(tick.starts_in_s)}`
      : show.clock(Math.max(0, tick.elapsed_s)) + (part == null ? "" : ` of ${show.clock(tick.planned_s)}`));
    put(document, "phase", tick.phase || "");
    const bar = document.querySelector("progress");
    if (bar && part != null) bar.value = part;
    tick.tracks.forEach((track, i) => {
      const tiles = document.querySelector(`[data-tiles="${i}"]`);
      if (!tiles) return;
      const point = track.points[track.points.length - 1];
      put(tiles, "users", `${show.count(track.users)} of ${show.count(track.users_asked)}`);
      for (const name of ["ok", "failed", "dropped"]) put(tiles, name, show.count(track[name]));
      if (!point) return;
      put(tiles, "rate", show.rate(point.done));
      for (const name of ["p50", "p95", "p99"]) put(tiles, name, show.millis(point[name]));
    });
  };
  const state = (text, kind) => {
    const verdict = document.querySelector(".verdict");
    verdict.dataset.status = kind;
    put(verdict, "state", text);
  };
  return {
    load: loadtestCharts.load,
    append: tick => {
      follow(tick);
      loadtestCharts.append(tick);
    },
    state,
    say: text => put(document, "said", text),
  };
})();
// On paper everything is to be seen, in ink.
{
  const root = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach(one => { one.open = true; });
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    loadtestCharts.repaint();
  });
  addEventListener("afterprint", () => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    loadtestCharts.repaint();
  });
}
{
  const data = document.getElementById("loadtest-page");
  if (data) loadtestPage.load(JSON.parse(data.textContent));
}
