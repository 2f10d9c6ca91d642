// Opens a page in Chromium as people do and says what it found, as JSON: look.js FILE [--all]. With --all in
// every view and used by keyboard and mouse, else in two views.
"use strict";
const {readFileSync} = require("node:fs");
const path = require("node:path");
const modules = process.env.LOADTEST_NODE_BROWSER;
const {chromium} = require(path.join(modules, "playwright-core"));
const axe = readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");
const layout = readFileSync(path.join(__dirname, "layout.js"), "utf8");

const sizes = [["light", 1440], ["light", 390], ["dark", 1440], ["dark", 390]];

async function open(browser, file, scripts) {
  const context = await browser.newContext({
    viewport: {width: 1440, height: 900}, colorScheme: "light", javaScriptEnabled: scripts, reducedMotion: "reduce"});
  const page = await context.newPage(), seen = {console: [], requests: []};
  page.on("console", message => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", error => seen.console.push(`error: ${error.message}`));
  page.on("dialog", dialog => { seen.console.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", request => seen.requests.push(request.url()));
  await page.goto(`file://${file}`);
  // Each chart that has data is drawn by one of the two; what was observed stays as it is.
  if (scripts) await page.waitForFunction(() => document.querySelectorAll("[data-chart] .plot svg[role=img]").length === 0);
  return {page, seen};
}

// Until the charts have the room that there is now, and two frames were drawn.
const settled = page => page.evaluate(async () => {
  const fits = () => [...document.querySelectorAll(".uplot")].every(one =>
    one.querySelector(".u-wrap").clientWidth === one.closest(".plot").clientWidth);
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  for (let i = 0; i < 2 || (i < 300 && !fits()); ++i) await frame();
});

// axe takes seconds, so it looks once at what is light and wide, once at what is dark and narrow.
async function find_faults(page) {
  // The page's own policy forbids scripts that it does not have; this one comes by the debugger.
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => axe.run(document, {resultTypes: ["violations"]}));
  return violations.filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
}

async function look(browser, file, scripts, chosen) {
  const {page, seen} = await open(browser, file, scripts), views = [];
  for (const [scheme, width] of chosen) {
    await page.emulateMedia({colorScheme: scheme});
    await page.setViewportSize({width, height: 900});
    if (scripts) await settled(page);
    const found = await page.evaluate(layout);
    if (scripts && (scheme === "light") === (width === 1440)) found.axe = await find_faults(page);
    views.push({scripts, scheme, width, ...found, ...seen});
  }
  await page.context().close();
  return views;
}

const background = page => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const pictures = page => page.evaluate(() => [...document.querySelectorAll("canvas")].map(one => one.toDataURL()));

// Presses the tabulator until what has the focus matches.
async function reach(page, selector) {
  for (let i = 0; i < 200; ++i) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(wanted => document.activeElement.matches(wanted), selector)) return true;
  }
  return false;
}

// Feeds the charts as a dashboard does, a second at a time; what they show after each. The last is another run's.
async function follow() {
  const {load, append} = loadtestPage, shown = [];
  const point = (t_s, errors) => ({t_s, length_s: 1, users: 5, planned: 10, done: 10 - t_s, failed: 0, dropped: 0,
    p50: 1, p95: 2, p99: 3, max: 4, errors});
  const tick = (elapsed_s, points) => ({elapsed_s, planned_s: 10, phase: "all", starts_in_s: null, tracks: [{name: "ws",
    workload: "ws", operations: [], users: 5, users_asked: 5, ok: 9, failed: 0, dropped: 0, points}]});
  const labels = () => [...document.querySelectorAll('figure[data-chart="failures"][data-track="0"] .u-label')]
    .map(one => one.textContent);
  const picture = () => document.querySelector('figure[data-chart="throughput"] canvas').toDataURL();
  load({schema: "loadtest.page/1", state: "running", end_s: 10, phases: [], tracks: []});
  for (const [elapsed, errors] of [[1, {}], [2, {timeout: 1}], [3, {timeout: 1, "close 1011": 2}], [1, {}]]) {
    append(tick(elapsed, [point(elapsed - 1, errors)]));
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    shown.push({labels: labels(), picture: picture()});
  }
  return shown.map(({labels, picture}, i) => ({labels, moved: i > 0 && picture !== shown[i - 1].picture}));
}

async function use(browser, file) {
  const {page, seen} = await open(browser, file, true);
  const found = {charts: await page.locator("canvas").count()};
  const before = await background(page);
  found.theme_reached = await reach(page, "#theme");
  await page.keyboard.press("Enter");
  found.theme_changes = await background(page) !== before;
  await page.keyboard.press("Enter");
  found.theme_returns = await background(page) === before;
  found.legend_reached = await reach(page, ".u-label[role=button]");
  const pressed = () => page.evaluate(() => document.activeElement.getAttribute("aria-pressed"));
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.activeElement.getAttribute("aria-pressed") === "false");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.getAttribute("aria-pressed") === "true");
  found.legend_pressed = await pressed();
  found.details_reached = await reach(page, "figure summary");
  await page.keyboard.press("Enter");
  found.details_open = await page.evaluate(() => document.activeElement.parentElement.open);

  // A cursor in one chart tells the same instant in all; what is chosen in one is chosen in all.
  const over = page.locator("figure[data-chart=throughput] .u-over").first();
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox(), whole = await pictures(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  found.instants = await page.evaluate(() => [...new Set([...document.querySelectorAll(
    "figure:not([data-chart=curve]) .u-series:first-child .u-value")].map(one => one.textContent))]);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, {steps: 4});
  await page.mouse.up();
  await page.mouse.move(2, 2);
  await settled(page);
  const zoomed = await pictures(page);
  found.zoomed = zoomed.filter((picture, i) => picture !== whole[i]).length;
  await page.mouse.dblclick(box.x + 20, box.y + 20);
  await page.mouse.move(2, 2);
  await settled(page);
  found.after_all = (await pictures(page)).filter((picture, i) => picture !== whole[i]).length;
  found.figures = await page.evaluate(() => [...document.querySelectorAll("[data-path] [data-key]")].map(cell => 
    ({path: cell.closest("[data-path]").dataset.path, ...cell.dataset, text: cell.textContent})));
  found.result = await page.evaluate(() => document.getElementById("loadtest-result").textContent);
  found.live = await page.evaluate(follow);
  await page.context().close();
  return {...found, ...seen};
}

(async () => {
  const browser = await chromium.launch({executablePath: process.env.LOADTEST_CHROMIUM, args: ["--no-sandbox"]});
  try {
    const file = path.resolve(process.argv[2]), report = {views: []};
    const all = process.argv[3] === "--all";
    report.views.push(...await look(browser, file, true, all ? sizes : sizes.slice(3)));
    report.views.push(...await look(browser, file, false, all ? sizes : sizes.slice(0, 1)));
    if (all) report.use = await use(browser, file);
    console.log(JSON.stringify(report));
  } finally {
    await browser.close();
  }
})();
